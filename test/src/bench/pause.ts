import { loadEdit } from '../patient/load-edit.ts';
import { withProgram } from './bench-ward.ts';
import { type Measure, quantile } from './measure.ts';

const patches = 200;
const price = 'export function price(order) {\n  return order.count * 1;\n}\n';

/** Fills the heap with small live objects, as a cache or a session store does. */
const main = `import { price } from './price.js';
const megabytes = Number(process.argv[2]);
globalThis.held = Array.from({ length: megabytes * 8_000 }, (_, id) => ({ id, at: id / 3, tags: [id], price }));
setInterval(() => price(globalThis.held[0]), 1);
console.log('ready ' + Math.round(process.memoryUsage().heapUsed / 1e6));
`;

/** How long a commit holds the main thread with a small heap and with a large one. */
export function pause(): Promise<Measure[]> {
  return withProgram({ 'main.js': main, 'price.js': price }, [], async (_ward, start) => {
    const found: Measure[] = [];
    for (const megabytes of [5, 500]) {
      const patient = await start(true, String(megabytes));
      const wire = await patient.wire();
      const pauses: number[] = [];
      for (let n = 0; n < patches; n += 1) {
        const [module] = (await wire.ask('modules', {})).filter(({ url }) => url.endsWith('/price.js'));
        if (!module) throw new Error(`the agent does not know the module\n${patient.output}`);
        const source = price.replace('* 1', `* ${n + 2}`);
        const { loaded } = await loadEdit(wire, [{ url: module.url, source, version: module.version }]);
        pauses.push(loaded.pauseMs);
        await wire.ask('rollback', { id: loaded.id });
      }
      const { heapUsedBytes } = await wire.ask('status', {});
      await patient.close();
      const [p50, p99] = [quantile(pauses, 0.5), quantile(pauses, 0.99)];
      found.push({
        what: `commit pause, ${Math.round((heapUsedBytes ?? 0) / 1e6)} MB of live heap`,
        found: `p50 ${p50.toFixed(4)} ms, p99 ${p99.toFixed(4)} ms`,
        goal: 'p50 <= 0.05, p99 <= 1',
        met: p50 <= 0.05 && p99 <= 1,
      });
    }
    return found;
  });
}
