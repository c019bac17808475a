import { setTimeout as after } from 'node:timers/promises';
import type { Wire } from '../patient/wire.ts';
import { said, withProgram } from './bench-ward.ts';
import { type Measure, median, quantile } from './measure.ts';

/** Answers requests of about a quarter of a millisecond, and says how much of its time its event loop is at work. */
const service = `import { createServer } from 'node:http';
const orders = Array.from({ length: 300 }, (_, id) => ({ id, items: ['a', 'b', 'c'], total: id * 3 }));
let before = performance.eventLoopUtilization(), busy = 0;
setInterval(() => {
  const now = performance.eventLoopUtilization();
  busy = performance.eventLoopUtilization(now, before).utilization;
  before = now;
}, 200);
const server = createServer((request, response) => {
  response.setHeader('busy', String(busy));
  response.end(JSON.stringify(orders));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log('ready ' + server.address().port));
`;

/** Sends requests at random times, as many as keep the service at work for four fifths of its time. */
const crowd = `import { Agent, get } from 'node:http';
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const port = Number(process.argv[2]);
let rate = 200, next = performance.now(), busy = 0, waiting = 0;
const send = () => {
  waiting++;
  get({ port, agent }, (response) => {
    busy = Number(response.headers.busy);
    response.resume().on('end', () => { waiting--; });
  }).on('error', () => process.exit());
};
setInterval(() => {
  const now = performance.now();
  for (; next < now; next += -Math.log(1 - Math.random()) * 1_000 / rate) if (waiting < 256) send();
}, 1);
setInterval(() => { rate = Math.max(50, rate * (1 + 0.5 * (0.8 - busy))); }, 200);
console.log('ready');
`;

/** Is busy four fifths of its time, in turns of four milliseconds. */
const turns = `const until = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
setInterval(() => until(4), 5);
console.log('ready 0');
`;

/** Time until the answer of an evaluation, beside that of the smallest message to the main thread and back. */
export async function evaluating(): Promise<Measure[]> {
  const [requests, long] = [await underRequests(), await betweenTurns()];
  return [
    {
      what: 'eval at 80 % load of requests',
      found: `${texts(requests.evaluations)}; a bare message ${texts(requests.messages)}`,
      goal: 'p50 <= 1 ms, p99 <= 5 ms',
      met: median(requests.evaluations) <= 1 && quantile(requests.evaluations, 0.99) <= 5,
    },
    {
      what: 'eval between turns of 4 ms, 80 % load',
      found: `${texts(long.evaluations)}; a bare message ${texts(long.messages)}`,
      goal: 'p50 <= that of a message + 0.5 ms',
      met: median(long.evaluations) <= median(long.messages) + 0.5,
    },
  ];
}

interface Times {
  readonly evaluations: number[];
  readonly messages: number[];
}

function underRequests(): Promise<Times> {
  return withProgram({ 'main.js': service, 'crowd.js': crowd }, [], async (_ward, start, other) => {
    const patient = await start(true);
    await other('crowd.js', await said(patient));
    // Until the crowd has found its rate.
    await after(8_000);
    return times(await patient.wire());
  });
}

function betweenTurns(): Promise<Times> {
  return withProgram({ 'main.js': turns }, [], async (_ward, start) => times(await (await start(true)).wire()));
}

// Asked in turn, so that whatever else the machine does meets both; at random times, so that no rhythm of the load does.
async function times(wire: Wire): Promise<Times> {
  const found: Times = { evaluations: [], messages: [] };
  const timed = async (ask: () => Promise<unknown>, into: number[]): Promise<void> => {
    const startedAt = performance.now();
    await ask();
    into.push(performance.now() - startedAt);
    await after(1 + 6 * Math.random());
  };
  for (let n = 0; n < 2_000; n++) {
    await timed(() => wire.ask('evaluate', { expression: '1 + 1', write: false, timeoutMs: 1_000 }), found.evaluations);
    await timed(() => wire.ask('status', {}), found.messages);
  }
  return found;
}

function texts(values: readonly number[]): string {
  return `p50 ${median(values).toFixed(2)}, p99 ${quantile(values, 0.99).toFixed(2)} ms`;
}
