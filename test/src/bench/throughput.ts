import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageFolder } from '../patient/dependencies.ts';
import type { Patient } from '../patient/patient.ts';
import { said, withProgram } from './bench-ward.ts';
import { geometricMean, inTurn, type Measure } from './measure.ts';

const run = promisify(execFile);

const program = `import fastify from 'fastify';
const app = fastify();
const orders = new Map(Array.from({ length: 100 }, (_, id) => [String(id), { id, items: [1, 2, 3], total: id * 3 }]));
const total = (order) => order.items.reduce((sum, item) => sum + item, order.total);
app.get('/orders/:id', async (request) => {
  const order = orders.get(request.params.id);
  return { ...order, total: total(order) };
});
await app.listen({ port: 0, host: '127.0.0.1' });
console.log('ready ' + app.server.address().port);
`;

/** Requests a second of a Fastify route with the agent loaded and nobody attached, against plain Node. */
export function throughput(): Promise<Measure[]> {
  return withProgram({ 'main.js': program }, ['fastify'], async (_ward, start) => {
    const plain = await start(false);
    const guarded = await start(true);
    await load(plain, 3);
    await load(guarded, 3);
    const { first, second } = await inTurn(
      10,
      () => load(plain, 2),
      () => load(guarded, 2),
    );
    const ratio = geometricMean(second.map((value, n) => value / (first[n] ?? Number.NaN)));
    const rates = `${Math.round(geometricMean(second))} against ${Math.round(geometricMean(first))} requests/s`;
    return [
      {
        what: 'Fastify JSON route, agent loaded',
        found: `${ratio.toFixed(3)} (${rates})`,
        goal: '>= 0.98',
        met: ratio >= 0.98,
      },
    ];
  });
}

/** Asks for one route on 20 keep-alive connections and gives the requests a second. */
async function load(patient: Patient, seconds: number): Promise<number> {
  const cannon = join(packageFolder('autocannon'), 'autocannon.js');
  const address = `http://127.0.0.1:${await said(patient)}/orders/7`;
  const { stdout } = await run(process.execPath, [cannon, '--json', '-c', '20', '-d', String(seconds), address]);
  const result = JSON.parse(stdout) as { errors: number; non2xx: number; '2xx': number; duration: number };
  if (result.errors + result.non2xx > 0) throw new Error(`requests failed\n${stdout}`);
  return result['2xx'] / result.duration;
}
