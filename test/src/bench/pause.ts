import { loadEdit } from '../patient/load-edit.ts';
import { withProgram } from './bench-ward.ts';
import { type Measure, quantile } from './measure.ts';

const patches = 200;
const modules = 20;
const price = 'export function price(order) {\n  return order.count * 1;\n}\n';
const paths = Array.from({ length: modules }, (_, id) => `price${id}.js`);

/** Fills the heap with small live objects, as a cache or a session store does. */
const main = `${paths.map((path, id) => `import { price as price${id} } from './${path}';`).join('\n')}
const megabytes = Number(process.argv[2]);
globalThis.held = Array.from({ length: megabytes * 8_000 }, (_, id) => ({ id, at: id / 3, tags: [id], price0 }));
setInterval(() => price0(globalThis.held[0]), 1);
console.log('ready ' + Math.round(process.memoryUsage().heapUsed / 1e6));
`;

/** How long a commit of twenty modules holds the main thread with a small heap and with a large one. */
export function pause(): Promise<Measure[]> {
  const files = Object.fromEntries(paths.map((path) => [path, price]));
  return withProgram({ 'main.js': main, ...files }, [], async (_ward, start) => {
    const found: Measure[] = [];
    for (const megabytes of [5, 1_000]) {
      const patient = await start(true, String(megabytes));
      const wire = await patient.wire();
      const pauses: number[] = [];
      for (let n = 0; n < patches; n += 1) {
        const known = (await wire.ask('modules', {})).filter(({ url }) => /\/price\d+\.js$/.test(url));
        if (known.length !== modules) throw new Error(`the agent does not know the modules\n${patient.output}`);
        const source = price.replace('* 1', `* ${n + 2}`);
        const edits = known.map(({ url, version }) => ({ url, source, version }));
        const { loaded } = await loadEdit(wire, edits);
        pauses.push(loaded.pauseMs);
        await wire.ask('rollback', { id: loaded.id });
      }
      const { heapUsedBytes } = await wire.ask('status', {});
      await patient.close();
      const [p50, p99] = [quantile(pauses, 0.5), quantile(pauses, 0.99)];
      found.push({
        what: `commit of ${modules} modules, ${Math.round((heapUsedBytes ?? 0) / 1e6)} MB of live heap`,
        found: `p50 ${p50.toFixed(3)} ms, p99 ${p99.toFixed(3)} ms`,
        goal: 'p99 < 1 ms',
        met: p99 < 1,
      });
    }
    return found;
  });
}
