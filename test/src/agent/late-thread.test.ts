import assert from 'node:assert/strict';
import test from 'node:test';
import { cleanEnv, launch, makeFolder, preload, Running, socketOf, startHost, TestShell, until } from './host.ts';
import { cardsOf } from './pool.ts';

test('a program that is over before its event loop turns starts no thread of the agent', async (t) => {
  const count = "console.log(require('node:fs').readdirSync('/proc/self/task').length);\n";
  const cwd = makeFolder(t, { 'a.cjs': `${count}process.on('exit', () => {\n  ${count}});\n` });
  const print = (args: readonly string[]) => new Running([...args, 'a.cjs'], { cwd, env: cleanEnv() }).ended();
  const [plain, withAgent] = [await print([]), await print(['-r', preload])];
  assert.match(plain.stdout, /^\d+\n\d+\n$/);
  assert.deepEqual(withAgent, plain);
});

test('a program that has been loading for long can be looked into while it loads, and never ends doing it', async (t) => {
  const spin = (until: string) => `for (const begun = Date.now(); ${until}; );\n`;
  const files = {
    'app.cjs': "require('./slow.cjs');\nrequire('./endless.cjs');\n",
    'slow.cjs': spin('Date.now() - begun < 300'),
    'endless.cjs': spin('begun'),
  };
  const { shell } = await startHost(t, files, ['app.cjs']);
  const stack = await shell.get('stack', {});
  const own = stack.frames.filter(({ internal }) => !internal);
  assert.equal(stack.running, true);
  assert.deepEqual(
    own.map(({ path, line }) => [path, line]),
    [
      ['endless.cjs', 1],
      ['app.cjs', 2],
    ],
  );
});

test('a worker thread that runs before the main thread comes to its event loop is a target once that does', async (t) => {
  const folder = makeFolder(t, {
    'main.cjs':
      "const { Worker } = require('node:worker_threads');\nnew Worker('./worker.cjs');\n" +
      'for (const begun = Date.now(); Date.now() - begun < 2500; );\n',
    'worker.cjs': 'function price(n) {\n  return n * 2;\n}\nsetInterval(() => price(1), 100);\n',
  });
  const { running, runDir } = launch(t, folder, ['main.cjs']);
  await socketOf(runDir, running);
  await until(
    () => cardsOf(runDir).length === 2,
    () => `two targets: ${running.stderr}`,
  );
  const worker = cardsOf(runDir).find(({ thread }) => thread !== undefined);
  const shell = await TestShell.attach(worker?.socket ?? '');
  t.after(() => shell.close());
  assert.deepEqual(
    (await shell.get('modules', {})).map(({ path }) => path),
    ['worker.cjs'],
  );
});
