import { said, withProgram } from './bench-ward.ts';
import { instanceLoops } from './instance-loops.ts';
import { geometricMean, inTurn, type Measure } from './measure.ts';
import { best, loops, type Times } from './micro-loops.ts';

const mainOf = (file: string): string =>
  `import { time } from './${file}';\nconsole.log('ready ' + JSON.stringify(await time()));\nsetInterval(() => {}, 1_000);\n`;

/** Guarded against plain, by kind; each run in a process of its own. */
async function ratiosOf(
  files: Readonly<Record<string, string>>,
  file: string,
): Promise<(readonly [kind: string, ratio: number])[]> {
  return withProgram({ ...files, 'main.js': mainOf(file) }, [], async (_ward, start) => {
    const run = async (agent: boolean): Promise<Times> => {
      const patient = await start(agent);
      const times = JSON.parse(await said(patient)) as Times;
      await patient.close();
      return times;
    };
    const { first, second } = await inTurn(
      5,
      () => run(false),
      () => run(true),
    );
    const [plain, guarded] = [best(first), best(second)];
    return Object.keys(plain).map((kind) => [kind, (guarded[kind] ?? 0) / (plain[kind] ?? 0)] as const);
  });
}

/** Loops over small functions, and loops that make instances of derived classes, with guards against without. */
export async function guards(): Promise<Measure[]> {
  const functions = await ratiosOf({ 'loops.js': loops }, 'loops.js');
  const instances = await ratiosOf(instanceLoops, 'instances.js');
  const meanOf = (ratios: typeof functions): number => geometricMean(ratios.map(([, ratio]) => ratio));
  const told = (ratios: typeof functions): string =>
    `${meanOf(ratios).toFixed(3)} (${ratios.map(([kind, ratio]) => `${kind} ${ratio.toFixed(2)}`).join(', ')})`;
  return [
    {
      what: 'micro loops, guarded',
      found: told(functions),
      goal: '<= 1.03',
      met: meanOf(functions) <= 1.03,
    },
    {
      what: 'instances of derived classes, guarded',
      found: told(instances),
      goal: 'each <= 1.10',
      met: instances.every(([, ratio]) => ratio <= 1.1),
    },
  ];
}
