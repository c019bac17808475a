import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Engineer } from '../patient/engineer.ts';
import { Patient } from '../patient/patient.ts';
import { places } from '../patient/places.ts';
import type { Checkout } from '../patient/repository.ts';
import { compile, compiledProject } from '../patient/tsc.ts';
import { Ward } from '../patient/ward.ts';

const run = promisify(execFile);

/** Each function has its guard on the line that throws. */
const program = (type: 'module' | 'commonjs') => ({
  'package.json': `{"name":"stacks","type":"${type}"}\n`,
  'src/price.ts': `export interface Order {
  readonly count: number;
}

const limit: number = 3;
export const price = (order: Order): number => { if (order.count > limit) throw new Error('too many'); return 2; };

export class Prices {
  quote({ count }: Order, rate: number = 2): number { return rate * price({ count }); }
}
`,
  'src/plain.ts': `import { type Order, Prices } from './price.js';

const ask = (order: Order): number => new Prices().quote(order);
export const tell = (count: number): void => { try { ask({ count }); } catch (error) { console.log((error as Error).stack); } };
`,
  'src/main.ts': `import { tell } from './plain.js';

tell(7);
setTimeout(() => { throw new Error('uncaught'); }, 10);
`,
  'src/serve.ts': `import { tell } from './plain.js';

setInterval(() => tell(7), 100);
console.log('ready');
`,
});

/** Makes clones in which the program is built. */
async function build(ward: Ward, type: 'module' | 'commonjs'): Promise<(name: string) => Promise<Checkout>> {
  const clone = await compiledProject(ward, program(type));
  return async (name) => {
    const checkout = await clone(name);
    await compile(checkout);
    return checkout;
  };
}

/** What a program prints until its uncaught error ends it, without the frames of Node and of the agent itself. */
async function printed(ward: Ward, code: Checkout, options: readonly string[]): Promise<string> {
  const ended = await run(places.node, [...options, 'dist/main.js'], { cwd: code.path, env: ward.env }).then(
    ({ stdout, stderr }) => stdout + stderr,
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  );
  return withoutNode(ended);
}

/** A stack without the frames of Node and of the agent itself. */
function withoutNode(text: string): string {
  const others = /^ +at .*(?:node:internal|agent\/(?:dist|src))/;
  return text
    .split('\n')
    .filter((line) => !others.test(line))
    .join('\n');
}

for (const type of ['module', 'commonjs'] as const) {
  test(`stacks are the same with and without the agent where source maps are on: tsc, ${type}`, async (t) => {
    const ward = await Ward.open(t);
    const clone = await build(ward, type);
    const code = await clone('production');
    const maps = '--enable-source-maps';
    const plain = await printed(ward, code, [maps]);
    assert.match(plain, /src\/price\.ts:6:81\)/);
    // The second start may find the code of the first one.
    for (const start of ['first', 'second'])
      assert.equal(await printed(ward, code, [maps, '-r', places.agent]), plain, start);
    // With maps off the lines are those of the compiled files.
    const lines = (text: string): string[] => text.match(/dist\/\w+\.js:\d+/g) ?? [];
    const off = await printed(ward, code, ['-r', places.agent]);
    assert.deepEqual(lines(off), lines(await printed(ward, code, [])));
    assert.doesNotMatch(off, /\.ts/);
  });

  test(`an error in a patched function shows its place in the TypeScript: tsc, ${type}`, async (t) => {
    const ward = await Ward.open(t);
    const clone = await build(ward, type);
    const production = await clone('production');
    const checkout = await clone('checkout');
    const start = (): Promise<Patient> =>
      Patient.admit(ward, {
        nodeOptions: ['--enable-source-maps'],
        args: ['dist/serve.js'],
        cwd: production.path,
        ready: 'ready',
      });
    const patient = await start();
    await patient.says(/too many\n +at price \(.*src\/price\.ts:6:81\)/);
    const engineer = new Engineer(ward, checkout.path);
    await checkout.edit(
      'src/price.ts',
      'const limit: number = 3;',
      'const limit: number = 3;\nconst most = limit - 1;\n',
    );
    await checkout.edit(
      'src/price.ts',
      "order.count > limit) throw new Error('too many')",
      "order.count > most) throw new RangeError('by far')",
    );
    const patched = await engineer.suture('patch', 'src/price.ts', '--yes', '-m', 'fewer');
    assert.equal(patched.exit, 0, patched.told);
    // Who calls it was not edited, and is where it was when it was loaded.
    await patient.says(
      /RangeError: by far\n +at .*src\/price\.ts:8:80\)\n.*\n +at Prices\.quote \(.*src\/price\.ts:9:\d+\)/,
    );
    // Applied again at start, the whole file is the edited one.
    await patient.kill('SIGKILL');
    const again = await start();
    await again.says(
      /RangeError: by far\n +at price \(.*src\/price\.ts:8:80\)\n +at Prices\.quote \(.*src\/price\.ts:11:\d+\)\n +at ask \(.*src\/plain\.ts:3:\d+\)/,
    );
  });
}

test('a module without a source map has the columns that it was written with', async (t) => {
  const ward = await Ward.open(t);
  const path = join(ward.path, 'plain.mjs');
  const source =
    'const f = (x) => x.a.b; const g = ({ x }) => { return f(x); };\n\ntry { g({ x: {} }); } catch (e) { console.log(e.stack); }\n';
  await appendFile(path, source);
  const stack = async (...options: string[]): Promise<string> =>
    withoutNode((await run(places.node, [...options, path], { env: ward.env })).stdout).replaceAll('file://', '');
  assert.equal(await stack('--enable-source-maps', '-r', places.agent), await stack('--enable-source-maps'));
});
