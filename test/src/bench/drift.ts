import { Engineer } from '../patient/engineer.ts';
import { Patient } from '../patient/patient.ts';
import { Repository } from '../patient/repository.ts';
import { Ward } from '../patient/ward.ts';
import { inTurn, type Measure, median } from './measure.ts';

const modules = 500;
const rounds = 5;

/** A module of a usual size: some eighty lines. */
const body = (n: number): string =>
  Array.from(
    { length: 20 },
    (_, i) => `export function f${i}(x) {\n  if (x > ${n}) return x - ${i};\n  return x;\n}\n`,
  ).join('');

/** How long `suture drift` takes for a service of 500 modules, beside the `suture ls` that only says hello. */
export async function drift(): Promise<Measure[]> {
  const ward = await Ward.make();
  try {
    const names = Array.from({ length: modules }, (_, n) => `m${n}.js`);
    const main = names.map((name, n) => `import * as m${n} from './lib/${name}';\n`).join('');
    const files = Object.fromEntries(names.map((name, n) => [`lib/${name}`, body(n)]));
    const repository = await Repository.of(ward, {
      'package.json': '{"name":"bench","type":"module"}\n',
      'main.js': `${main}setInterval(() => m0.f0(1), 1000);\nconsole.log('ready');\n`,
      ...files,
    });
    const checkout = await repository.clone('checkout');
    await Patient.admit(ward, { args: ['main.js'], cwd: checkout.path, ready: /ready/ });
    const engineer = new Engineer(ward, checkout.path);
    const took = async (...args: readonly string[]): Promise<number> => {
      const from = performance.now();
      const { exit, told } = await engineer.suture(...args);
      if (exit !== 0) throw new Error(told);
      return performance.now() - from;
    };
    const { first, second } = await inTurn(
      rounds,
      () => took('drift', '--json'),
      () => took('ls'),
    );
    const [whole, hello] = [median(first), median(second)];
    return [
      {
        what: `drift of ${modules} modules, every process it starts included`,
        found: `${Math.round(whole)} ms (ls: ${Math.round(hello)} ms)`,
        goal: '<= 1000 ms',
        met: whole <= 1000,
      },
    ];
  } finally {
    await ward.close();
  }
}
