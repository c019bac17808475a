import { said, withProgram } from './bench-ward.ts';
import { geometricMean, inTurn, type Measure } from './measure.ts';
import { best, loops, type Times } from './micro-loops.ts';

const main =
  "import { time } from './loops.js';\nconsole.log('ready ' + JSON.stringify(await time()));\nsetInterval(() => {}, 1_000);\n";

/** Loops over small functions with guards, against the same without; each run in a process of its own. */
export function guards(): Promise<Measure[]> {
  return withProgram({ 'main.js': main, 'loops.js': loops }, [], async (_ward, start) => {
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
    const ratios = Object.keys(plain).map((kind) => [kind, (guarded[kind] ?? 0) / (plain[kind] ?? 0)] as const);
    const mean = geometricMean(ratios.map(([, ratio]) => ratio));
    return [
      {
        what: 'micro loops, guarded',
        found: `${mean.toFixed(3)} (${ratios.map(([kind, ratio]) => `${kind} ${ratio.toFixed(2)}`).join(', ')})`,
        goal: '<= 1.05',
        met: mean <= 1.05,
      },
    ];
  });
}
