import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, loadEdit } from '../agent/edit.ts';
import { startHost, until } from '../agent/host.ts';
import { nodeMajor } from '../patient/node-version.ts';

const program = {
  'package.json': '{"type":"module"}\n',
  'app.js': `import { cost } from './rates.js';
process.stdin.on('data', async (name) => {
  const { told } = await import('./' + String(name).trim() + '.js');
  console.log(cost(1) + ' ' + told());
});
`,
  'rates.js': 'export const K = 1;\nexport const cost = (n) => n * K;\nexport default () => "d" + K;\n',
  // What these import is linked when they are loaded.
  'early.js': "import { K } from './rates.js';\nexport const told = () => 'K ' + K;\n",
  'late.js': `import plain, { K, cost } from './rates.js';
import * as all from './rates.js';
const twice = K * 2;
export const told = () => [K, twice, cost(2), plain(), all.K].join();
`,
  'new.js': "import { L } from './rates.js';\nexport const told = () => 'L ' + L();\n",
};

const [first, second] = ['01ARZ3NDEKTSV4RRFFQ69G5FAV', '01BX5ZZKBKACTAV9WEVGEMMVRZ'];

test('a module that is loaded after a patch gets what the patch exports, or the plan says that it will not', async (t) => {
  const { shell, running } = await startHost(t, program, ['app.js'], { loads: ['app.js', 'rates.js'] });
  const ask = async (name: string): Promise<string> => {
    const before = running.stdout.length;
    running.child.stdin?.write(`${name}\n`);
    await until(
      () => running.stdout.includes('\n', before),
      () => running.stderr,
    );
    return running.stdout.slice(before).trim();
  };
  assert.equal(await ask('early'), '1 K 1');
  const change = ['rates.js', 'K = 1;', 'K = 5; export const L = () => K;'] as const;
  const plan = await shell.get('plan', { modules: [await edit(shell, ...change)] });
  const said = plan.modules.flatMap(({ warnings }) => warnings.map(({ reason }) => reason));
  const isTold = said.includes('A module that is loaded later gets what this one was loaded with, of `L`, `K`.');
  assert.equal(isTold, nodeMajor < 22, said.join('\n'));
  await loadEdit(shell, first, ...change);
  assert.equal(await ask('early'), '5 K 5');
  if (isTold) {
    assert.equal(await ask('late'), '5 1,2,10,d5,1');
    return;
  }
  assert.equal(await ask('late'), '5 5,10,10,d5,5');
  assert.equal(await ask('new'), '5 L 5');
  await loadEdit(shell, second, 'rates.js', 'K = 5', 'K = 6');
  assert.equal(await ask('late'), '6 6,12,12,d6,6');
  assert.equal(await ask('new'), '6 L 6');
  await shell.get('rollback', { id: second });
  assert.equal(await ask('late'), '5 5,10,10,d5,5');
  await shell.get('rollback', { id: first });
  assert.equal(await ask('late'), '1 1,2,2,d1,1');
});
