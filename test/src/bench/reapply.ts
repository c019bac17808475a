import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadEdit } from '../patient/load-edit.ts';
import { Patient } from '../patient/patient.ts';
import { withProgram } from './bench-ward.ts';
import { inTurn, type Measure, median } from './measure.ts';

const modules = 100;
const patches = 50;

/** A module of about a hundred lines, as services have them; the first function is the one that is patched. */
function text(module: number): string {
  const more = Array.from(
    { length: 14 },
    (_, n) =>
      `export function helper${n}(order, rate = ${n}) {\n  const lines = order.lines.filter((line) => line.count > ${n});\n  let total = 0;\n  for (const line of lines) total += line.count * rate;\n  return { total, at: ${module} };\n}\n`,
  );
  return `export function price(n) {\n  return n * 1;\n}\n${more.join('')}`;
}

const names = Array.from({ length: modules }, (_, n) => `m${n}.js`);
const main = `${names.map((name, n) => `import { price as p${n} } from './${name}';`).join('\n')}
setInterval(() => {}, 1_000);
process.on('SIGTERM', () => process.exit(0));
console.log('ready ' + [${names.map((_, n) => `p${n}(1)`).join(', ')}].reduce((a, b) => a + b));
`;

/** Time from `spawn` until a service of a hundred modules is ready, with fifty patches that are applied again against without. */
export function reapply(): Promise<Measure[]> {
  const files = { 'main.js': main, ...Object.fromEntries(names.map((name, n) => [name, text(n)])) };
  return withProgram(files, [], async (ward) => {
    const begin = (state: string) =>
      Patient.admit(ward, {
        args: ['main.js'],
        cwd: join(ward.path, 'program'),
        ready: /ready .*\n/,
        // Of a module the newest text is kept: with and without patches these are two services.
        env: { SUTURE_STATE_DIR: join(ward.path, state), SUTURE_CACHE_DIR: join(ward.path, `${state}-cache`) },
      });
    const before = await begin('recorded');
    const wire = await before.wire();
    const all = await wire.ask('modules', {});
    for (const name of names.slice(0, patches)) {
      const module = all.find(({ url }) => url.endsWith(`/${name}`));
      if (!module) throw new Error(`the agent does not know ${name}\n${before.output}`);
      const source = text(names.indexOf(name)).replace('n * 1', 'n * 2');
      const { loaded } = await loadEdit(wire, [{ url: module.url, source, version: module.version }]);
      await wire.ask('record', { id: loaded.id, record: { state: 'open' } });
    }
    wire.close();
    await before.kill('SIGTERM');
    const once = async (state: string, sum: number, staysMs = 0): Promise<number> => {
      const patient = await begin(state);
      if (!patient.output.includes(`ready ${sum}\n`)) throw new Error(`it is not as it should be\n${patient.output}`);
      await sleep(staysMs);
      // It ends as it means to: three early deaths would leave the patches out.
      await patient.kill('SIGTERM');
      return patient.readyAfterMs;
    };
    // What is made patchable is kept for the next start.
    await once('none', modules, 2_000);
    await once('recorded', modules + patches, 2_000);
    const { first, second } = await inTurn(
      12,
      () => once('none', modules),
      () => once('recorded', modules + patches),
    );
    const ratio = median(second) / median(first);
    return [
      {
        what: 'start with 50 patches to apply again',
        found: `${ratio.toFixed(2)} (${median(second).toFixed(0)} against ${median(first).toFixed(0)} ms)`,
        goal: '<= 1.2',
        met: ratio <= 1.2,
      },
    ];
  });
}
