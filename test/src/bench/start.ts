import { withProgram } from './bench-ward.ts';
import { inTurn, type Measure, median } from './measure.ts';

const modules = 40;
const files = Object.fromEntries(
  Array.from({ length: modules }, (_, n) => [
    `src/part-${n}.js`,
    Array.from({ length: 20 }, (__, f) => `export function part${f}(x) {\n  return x + ${n} + ${f};\n}\n`).join('\n'),
  ]),
);

/** A service of ordinary size: Fastify, `ws`, and some dozens of modules of its own. */
const main = `import fastify from 'fastify';
import { WebSocketServer } from 'ws';
${Object.keys(files)
  .map((path, n) => `import * as part${n} from './${path}';`)
  .join('\n')}
const app = fastify();
new WebSocketServer({ server: app.server });
app.get('/', async () => [${Object.keys(files)
  .map((_, n) => `part${n}.part0(1)`)
  .join(', ')}]);
await app.listen({ port: 0, host: '127.0.0.1' });
console.log('ready ' + app.server.address().port);
`;

/** Time from `spawn` until the service listens, with the agent against without. */
export function start(): Promise<Measure[]> {
  return withProgram({ ...files, 'main.js': main }, ['fastify', 'ws'], async (_ward, admit) => {
    const once = async (agent: boolean): Promise<number> => {
      const patient = await admit(agent);
      await patient.close();
      return patient.readyAfterMs;
    };
    await once(false);
    await once(true);
    const { first, second } = await inTurn(
      12,
      () => once(false),
      () => once(true),
    );
    const ratio = median(second) / median(first);
    return [
      {
        what: 'start of a service',
        found: `${ratio.toFixed(2)} (${median(second).toFixed(0)} against ${median(first).toFixed(0)} ms)`,
        goal: '<= 1.25',
        met: ratio <= 1.25,
      },
    ];
  });
}
