import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { edit } from './edit.ts';
import { type Files, launch, listed, makeFolder, startHost, TestShell, until } from './host.ts';

const files: Files = {
  'package.json': '{"name":"fleet","type":"module"}\n',
  'price.js': 'export function price(n) {\n  return n * 2;\n}\n',
  'primary.js':
    "import cluster from 'node:cluster';\nimport { fork } from 'node:child_process';\nimport { price } from './price.js';\n" +
    "if (cluster.isPrimary) {\n  cluster.fork();\n  fork(new URL('./child.js', import.meta.url));\n}\n" +
    'setInterval(() => price(1), 1000);\n',
  'child.js':
    "import { price } from './price.js';\nsetInterval(() => price(1), 1000);\nprocess.on('disconnect', () => process.exit());\n",
  'threads.js':
    "import { Worker } from 'node:worker_threads';\nimport { price } from './price.js';\n" +
    "const worker = new Worker(new URL('./child.js', import.meta.url), { execArgv: [] });\nworker.once('online', () => console.log('online'));\n" +
    "process.stdin.on('data', () => worker.terminate().then(() => console.log('alone', price(1))));\n",
};

test('workers of a cluster and forked children are targets of their own, told apart by script and number', async (t) => {
  const { runDir } = launch(t, makeFolder(t, files), ['primary.js'], {});
  const sockets = () => listed(runDir).filter((name) => name.endsWith('.sock'));
  const cards = () => listed(runDir).filter((name) => /^[^.].*\.json$/.test(name));
  await until(
    () => cards().length === 3,
    () => `three agents; there are ${sockets().join()}`,
  );
  const told = await Promise.all(
    sockets().map(async (name) => {
      const shell = await TestShell.attach(join(runDir, name));
      const { script, cluster } = await shell.get('greet', {});
      shell.close();
      return `${script} ${cluster}`;
    }),
  );
  assert.deepEqual(told.sort(), ['child.js undefined', 'primary.js 1', 'primary.js undefined']);
});

test('a plan says that worker threads without an agent keep their code, as long as there are any', async (t) => {
  const { running, shell } = await startHost(t, files, ['threads.js'], { loads: ['price.js'] });
  await running.printed('stdout', 'online');
  const dearer = await edit(shell, 'price.js', 'n * 2', 'n * 3');
  const warnings = async () => {
    const { applicable, modules } = await shell.get('plan', { modules: [dearer] });
    assert.equal(applicable, true);
    return modules.flatMap((module) => module.warnings.map(({ reason }) => reason));
  };
  assert.match(
    (await warnings()).join(),
    /^A worker thread runs without an agent: what is loaded there keeps its code/,
  );
  assert.equal((await shell.get('status', {})).workers, 1);
  running.child.stdin?.write('end\n');
  await running.printed('stdout', 'alone');
  assert.deepEqual(await warnings(), []);
  assert.equal((await shell.get('status', {})).workers, 0);
});
