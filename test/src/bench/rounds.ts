import { loadEdit } from '../patient/load-edit.ts';
import { said, withProgram } from './bench-ward.ts';
import type { Measure } from './measure.ts';

const rounds = Number(process.env['SUTURE_TEST_ROUNDS'] ?? 10_000);
const price = 'export const price = (order) => {\n  return order.count * 2;\n};\n';
const main = `import { createServer } from 'node:http';
import { price } from './price.js';
createServer((request, response) => response.end(String(price({ count: 21 }))))
  .listen(0, '127.0.0.1', function () { console.log('ready ' + this.address().port); });
`;

/** Patches and rolls back again and again while requests are served; each answer is that of the old body or of the new. */
export function loadedRounds(): Promise<Measure[]> {
  return withProgram({ 'main.js': main, 'price.js': price }, [], async (_ward, start) => {
    const patient = await start(true);
    const address = `http://127.0.0.1:${await said(patient)}`;
    const load = { done: false, requests: 0, failed: 0 };
    const asking = Array.from({ length: 4 }, async () => {
      while (!load.done) {
        const text = await fetch(address).then(
          (response) => response.text(),
          (error: unknown) => String(error),
        );
        load.requests += 1;
        if (text !== '42' && text !== '63') load.failed += 1;
      }
    });
    const wire = await patient.wire();
    for (let round = 0; round < rounds; round += 1) {
      const [module] = (await wire.ask('modules', {})).filter(({ url }) => url.endsWith('/price.js'));
      if (!module) throw new Error(`the agent does not know the module\n${patient.output}`);
      const source = price.replace('* 2', '* 3');
      const { loaded } = await loadEdit(wire, [{ url: module.url, source, version: module.version }]);
      await wire.ask('rollback', { id: loaded.id });
    }
    load.done = true;
    await Promise.all(asking);
    return [
      {
        what: `${rounds} patches and rollbacks under load`,
        found: `${load.failed} of ${load.requests} requests failed`,
        goal: 'none',
        met: load.failed === 0,
      },
    ];
  });
}
