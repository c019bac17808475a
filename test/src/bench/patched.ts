import { loadEdit } from '../patient/load-edit.ts';
import type { Patient } from '../patient/patient.ts';
import { said, withProgram } from './bench-ward.ts';
import { geometricMean, inTurn, type Measure } from './measure.ts';
import { best, loops, type Times } from './micro-loops.ts';

const main = `import { createServer } from 'node:http';
const { time } = await import('./' + process.argv[2]);
const server = createServer(async (request, response) => response.end(JSON.stringify(await time())));
server.listen(0, '127.0.0.1', () => console.log('ready ' + server.address().port));
`;

/** The same functions with other bodies: what the patch makes of the file, and what the other file says from the start. */
const edited = loops
  .replace('(a * 31 + b) | 0', '(a * 33 + b) | 0')
  .replace('this.#count + n)', 'this.#count + n + 1)')
  .replace('(sum + n)', '(sum + n + 1)')
  .replace('return n + 1;', 'return n + 2;');

/** Functions with a new body in their cell, called in a loop, against the same code written in the file. */
export function patched(): Promise<Measure[]> {
  return withProgram({ 'main.js': main, 'old.js': loops, 'new.js': edited }, [], async (_ward, start) => {
    const written = await start(false, 'new.js');
    const patient = await start(true, 'old.js');
    const wire = await patient.wire();
    const [module] = (await wire.ask('modules', {})).filter(({ url }) => url.endsWith('/old.js'));
    if (!module) throw new Error(`the agent does not know the module\n${patient.output}`);
    await loadEdit(wire, [{ url: module.url, source: edited, version: module.version }]);
    wire.close();

    const { first, second } = await inTurn(
      3,
      () => times(written),
      () => times(patient),
    );
    const [file, cell] = [best(first), best(second)];
    const ratios = Object.keys(file).map((kind) => [kind, (cell[kind] ?? 0) / (file[kind] ?? 0)] as const);
    const mean = geometricMean(ratios.map(([, ratio]) => ratio));
    return [
      {
        what: 'patched functions in a loop',
        found: `${mean.toFixed(3)} (${ratios.map(([kind, ratio]) => `${kind} ${ratio.toFixed(2)}`).join(', ')})`,
        goal: '<= 1.10',
        met: mean <= 1.1,
      },
    ];
  });
}

async function times(patient: Patient): Promise<Times> {
  return (await (await fetch(`http://127.0.0.1:${await said(patient)}`)).json()) as Times;
}
