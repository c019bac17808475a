import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instrument } from '../../../agent/dist/load/instrument.js';
import { Workbench } from '../../../agent/dist/plan/workbench.js';
import { parse } from '../../../agent/dist/syntax/parse.js';
import { packageFolder } from '../patient/dependencies.ts';
import { type Measure, quantile } from './measure.ts';

interface Subject {
  readonly url: string;
  readonly source: string;
  readonly format: 'module' | 'commonjs';
}

/** How fast sources are made patchable, against the parser alone; and how long the plan of a large module takes. */
export async function instrumenting(): Promise<Measure[]> {
  const subjects = (
    await Promise.all(['fastify', 'ajv', 'avvio', 'pino', 'commander', 'light-my-request'].map(sources))
  ).flat();
  const bytes = subjects.reduce((sum, { source }) => sum + source.length, 0);
  const parsing: number[] = [];
  const whole: number[] = [];
  for (let round = 0; round < 15; round += 1) {
    parsing.push(time(() => subjects.forEach(({ source, format }) => parse(source, format))));
    whole.push(time(() => subjects.forEach((subject) => instrument(subject.source, subject))));
  }
  const speed = (times: readonly number[]): number => bytes / 1_000 / Math.min(...times);
  return [
    {
      what: `making ${subjects.length} files patchable, nothing kept`,
      found: `${speed(whole).toFixed(1)} MB/s (the parser alone ${speed(parsing).toFixed(1)}; the first time ${(bytes / 1_000 / (whole[0] ?? 0)).toFixed(1)})`,
      goal: '>= 10 MB/s',
      met: speed(whole) >= 10,
    },
    plan(),
  ];
}

async function sources(name: string): Promise<Subject[]> {
  const folder = packageFolder(name);
  const found = await readdir(folder, { recursive: true });
  const files = found.filter((file) => file.endsWith('.js') && !/(^|\/)(node_modules|test)\//.test(file));
  const read = await Promise.all(
    files.map(async (file): Promise<Subject[]> => {
      const url = `file:///${name}/${file}`;
      const source = await readFile(join(folder, file), 'utf8');
      const format = parse(source, 'commonjs').ok ? 'commonjs' : 'module';
      return parse(source, format).ok ? [{ url, source, format }] : [];
    }),
  );
  return read.flat();
}

/** A module of 3,000 lines: 300 functions, each with a closure and a branch. */
function large(factor: number): string {
  const one = (id: number): string => `export function order${id}(lines, rate = 1) {
  const total = lines.reduce((sum, line) => sum + line.price * line.count, 0);
  if (total > ${id}) {
    const reduced = lines.filter((line) => line.reduced);
    return { id: ${id}, total: total * rate * ${id === 150 ? factor : 1}, reduced };
  }
  const names = lines.map(({ name }) => name.trim());
  return { id: ${id}, total, names };
}
`;
  return Array.from({ length: 300 }, (_, id) => `${one(id)}\n`).join('');
}

function plan(): Measure {
  const times: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const workbench = new Workbench();
    const url = `file:///large${round}.js`;
    workbench.loaded({ url, format: 'module', source: large(1), stripped: false });
    times.push(
      time(() => {
        const { plan } = workbench.plan('p', [{ url, source: large(2), version: 0 }], (name) => name);
        if (!plan.applicable) throw new Error(JSON.stringify(plan));
      }),
    );
  }
  const [first = Number.NaN] = times;
  return {
    what: 'plan of a module of 3,000 lines',
    found: `p50 ${quantile(times, 0.5).toFixed(0)} ms, the first ${first.toFixed(0)} ms`,
    goal: '< 200 ms',
    met: first < 200,
  };
}

function time(act: () => void): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}
