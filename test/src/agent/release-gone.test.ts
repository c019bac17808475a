import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { ulid } from 'ulid';
import { nowhere } from '../patient/load-edit.ts';
import { edit } from './edit.ts';
import { cleanEnv, makeFolder, preload, Running, socketOf, TestShell } from './host.ts';

const bundled = 'agent/dist/bundled';

/** A service of a release that brings its agent along, which nobody has attached to yet. */
async function startRelease(t: TestContext): Promise<{ running: Running; release: string; socket: string }> {
  const release = makeFolder(t, {
    'package.json': '{"name":"orders","type":"module"}\n',
    'app.js':
      "import { price } from './price.js';\n" +
      "process.stdin.on('data', () => console.log(`price ${price(100)}`));\nconsole.log('up');\n",
    'price.js': 'export function price(n) {\n  return n * 2;\n}\n',
  });
  const dist = dirname(preload);
  mkdirSync(join(release, bundled), { recursive: true });
  cpSync(join(dist, '../package.json'), join(release, 'agent/package.json'));
  cpSync(preload, join(release, 'agent/dist/register.cjs'));
  cpSync(join(dist, 'bundled'), join(release, bundled), { recursive: true });
  const [runDir, stateDir] = [join(makeFolder(t), 'run'), join(makeFolder(t), 'state')];
  const env = cleanEnv({ SUTURE_RUN_DIR: runDir, SUTURE_STATE_DIR: stateDir });
  const running = new Running(['-r', './agent/dist/register.cjs', 'app.js'], { cwd: release, env });
  t.after(() => running.child.kill('SIGKILL'));
  await running.printed('stdout', 'up');
  return { running, release, socket: await socketOf(runDir, running) };
}

test('a process whose release is deleted is attached to, looked into, patched and rolled back as ever', async (t) => {
  const { running, release, socket } = await startRelease(t);
  rmSync(release, { recursive: true });
  const shell = await TestShell.attach(socket);
  t.after(() => shell.close());
  const asked = { expression: 'price(1)', module: 'price.js', write: false, timeoutMs: 1_000 };
  assert.deepEqual(await shell.get('evaluate', asked), { ok: true, type: 'number', text: '2', value: 2 });
  const id = ulid();
  const change = await edit(shell, 'price.js', 'n * 2', 'n * 3');
  assert.equal((await shell.get('load', { id, modules: [change], origin: nowhere })).state, 'live');
  running.child.stdin?.write('ask\n');
  await running.printed('stdout', 'price 300');
  await shell.get('rollback', { id });
  running.child.stdin?.write('ask\n');
  await running.printed('stdout', 'price 200');
  assert.equal(running.stderr, '');
});

test('an agent whose files are written over serves nobody, says why, and lets the application be', async (t) => {
  const { running, release, socket } = await startRelease(t);
  const attend = join(release, bundled, 'attend.cjs');
  writeFileSync(attend, `${readFileSync(attend, 'utf8')}\n`);
  await assert.rejects(TestShell.attach(socket), /500/);
  await running.printed(
    'stderr',
    'suture: nobody can attach: the files of the agent were written over since this process was started\n',
  );
  running.child.stdin?.write('ask\n');
  await running.printed('stdout', 'price 200');
});
