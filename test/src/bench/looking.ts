import { readFile } from 'node:fs/promises';
import { setTimeout as after } from 'node:timers/promises';
import { withProgram } from './bench-ward.ts';
import { type Measure, median } from './measure.ts';

/** Holds itself up when it is told to. */
const main = `import { createServer } from 'node:http';
function spin() { for (;;); }
const server = createServer((request, response) => { response.end('spinning'); setTimeout(spin, 50); });
server.listen(0, '127.0.0.1', () => console.log('ready ' + server.address().port));
`;

/** A function that is called about 100,000 times a second: an eighth of the time of what calls it. */
const hot = `import { createServer } from 'node:http';
const item = { price: 3 };
export function price(qty, of) { return qty * of.price; }
const work = (rounds) => { let sum = 0; for (let n = 0; n < rounds; n++) sum += Math.sqrt(n) % 7; return sum; };
let done = 0;
const turn = () => {
  const end = performance.now() + 10;
  let kept = 0;
  while (performance.now() < end) for (let n = 0; n < 100; n++) { kept += price(n, item) + work(800); done++; }
  globalThis.kept = kept;
  setImmediate(turn);
};
turn();
const server = createServer((request, response) => response.end(String(done)));
server.listen(0, '127.0.0.1', () => console.log('ready ' + server.address().port));
`;

/** What looking costs, in time until the answer and in the time of the process. */
export async function looking(): Promise<Measure[]> {
  return [...(await stuck()), ...(await atRest()), ...(await watching())];
}

function stuck(): Promise<Measure[]> {
  return withProgram({ 'main.js': main }, [], async (_ward, start) => {
    const patient = await start(true);
    const wire = await patient.wire();
    const [, port] = await patient.says(/ready (.*)\n/);
    await (await fetch(`http://127.0.0.1:${port}/`)).text();
    await after(500);
    const times: number[] = [];
    for (let n = 0; n < 20; n++) {
      const startedAt = performance.now();
      const { frames } = await wire.ask('stack', {});
      times.push(performance.now() - startedAt);
      if (frames[0]?.function !== 'spin') throw new Error(JSON.stringify(frames));
    }
    const p50 = median(times);
    return [{ what: 'stack of a blocked process', found: `${p50.toFixed(1)} ms`, goal: '<= 20 ms', met: p50 <= 20 }];
  });
}

/** CPU time of a process, in milliseconds; a tick of the kernel is 10. */
async function cpuMs(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function atRest(): Promise<Measure[]> {
  const idle = `import { createServer } from 'node:http';
createServer().listen(0, '127.0.0.1', () => console.log('ready 0'));
`;
  return withProgram({ 'main.js': idle }, [], async (_ward, start) => {
    const spent: number[] = [];
    for (const agent of [false, true]) {
      const patient = await start(agent);
      // Half a minute after its start the agent tidies up, once.
      await after(35_000);
      const before = await cpuMs(patient.pid);
      await after(30_000);
      spent.push((await cpuMs(patient.pid)) - before);
    }
    const share = Math.max(0, (spent[1] ?? 0) - (spent[0] ?? 0)) / 30_000;
    const found = `${(100 * share).toFixed(3)} % (${spent.join(' against ')} ms in 30 s)`;
    return [{ what: 'agent at rest, of a CPU', found, goal: '<= 0.1 %', met: share <= 0.001 }];
  });
}

function watching(): Promise<Measure[]> {
  return withProgram({ 'main.js': hot }, [], async (_ward, start) => {
    const patient = await start(true);
    const [, port] = await patient.says(/ready (.*)\n/);
    const done = async (): Promise<number> => Number(await (await fetch(`http://127.0.0.1:${port}/`)).text());
    const rate = async (): Promise<number> => {
      const [before, at] = [await done(), performance.now()];
      await after(1_500);
      return (1_000 * ((await done()) - before)) / (performance.now() - at);
    };
    const wire = await patient.wire();
    await rate();
    const ratios: number[] = [];
    const plain: number[] = [];
    const order = { module: 'main.js', function: 'price', count: 10_000, forMs: 60_000, perSecond: 20 };
    for (let round = 0; round < 8; round++) {
      const before = await rate();
      const { watch } = await wire.ask('watch', order);
      const during = await rate();
      await wire.ask('unwatch', { watch });
      const behind = await rate();
      ratios.push((2 * during) / (before + behind));
      plain.push(before);
    }
    const ratio = median(ratios);
    const found = `${ratio.toFixed(3)} at ${Math.round(median(plain) / 1_000)},000 calls/s`;
    return [{ what: 'throughput while watched, sampled', found, goal: '>= 0.95', met: ratio >= 0.95 }];
  });
}
