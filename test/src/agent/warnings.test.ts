import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { type Ended, launch, makeFolder, preload } from './host.ts';

// Answers when it is asked to, so that a warning of the agent's thread has come before.
const program = {
  'a.cjs': 'process.stdin.on("end", () => {\n  console.log("done");\n  process.exitCode = 3;\n}).resume();\n',
};

interface Case {
  readonly failure: string;
  readonly env: (t: TestContext) => Record<string, string>;
  readonly args?: readonly string[];
  readonly warning: RegExp;
}

const cases: readonly Case[] = [
  {
    failure: 'a setting that is malformed',
    env: () => ({ SUTURE_LEASE: 'soon' }),
    warning: /^suture: SUTURE_LEASE="soon" is ignored: accepted is a time such as 90s, 15m or 2h\n$/,
  },
  {
    failure: 'a setting that does not exist',
    env: () => ({ SUTURE_NMAE: 'orders' }),
    warning: /^suture: SUTURE_NMAE="orders" is not a setting and is ignored: accepted are SUTURE_NAME, /,
  },
  {
    failure: 'a name that cannot be part of a file name',
    env: () => ({ SUTURE_NAME: '../orders' }),
    warning: /^suture: SUTURE_NAME="..\/orders" is ignored: accepted is up to 64 letters/,
  },
  {
    failure: 'an address to listen on, which this version has not',
    env: () => ({ SUTURE_LISTEN: '0.0.0.0:9000' }),
    warning: /^suture: SUTURE_LISTEN="0.0.0.0:9000" is not supported in this version and is ignored: /,
  },
  {
    failure: 'a socket folder that is relative',
    env: () => ({ SUTURE_RUN_DIR: 'run' }),
    warning: /^suture: SUTURE_RUN_DIR="run" is ignored: accepted is an absolute path\n$/,
  },
  {
    failure: 'a socket folder that cannot be made',
    env: () => ({ SUTURE_RUN_DIR: '/proc/suture' }),
    warning:
      /^suture: SUTURE_RUN_DIR="\/proc\/suture" cannot hold the socket: ENOENT.* accepted is a folder of this user/,
  },
  {
    failure: 'a socket folder that is a symbolic link',
    env: (t) => {
      const folder = makeFolder(t);
      mkdirSync(join(folder, 'real'), { mode: 0o700 });
      symlinkSync('real', join(folder, 'link'));
      return { SUTURE_RUN_DIR: join(folder, 'link') };
    },
    warning: /^suture: SUTURE_RUN_DIR=".*" cannot hold the socket: (it is a symbolic link|EEXIST.*); accepted is /,
  },
  {
    failure: 'a socket folder that others can enter',
    env: (t) => {
      const folder = makeFolder(t);
      chmodSync(folder, 0o755);
      return { SUTURE_RUN_DIR: folder };
    },
    warning: /^suture: SUTURE_RUN_DIR=".*" cannot hold the socket: its mode is 755, so others can enter it; /,
  },
  {
    failure: 'a socket path that is too long',
    env: (t) => ({ SUTURE_RUN_DIR: join(makeFolder(t), 'x'.repeat(100)) }),
    warning: /^suture: SUTURE_RUN_DIR=".*" makes a socket path of \d+ bytes; accepted are \d+ /,
  },
];

for (const { failure, env, args = [], warning } of cases) {
  test(`${failure} is one warning, and the application runs on`, async (t) => {
    const ended = await runWarned(t, args, env(t));
    assert.match(ended.stderr, warning);
    assert.equal(ended.stderr.split('\n').length, 2, ended.stderr);
    assert.equal(ended.stdout, 'done\n');
    assert.equal(ended.code, 3);
  });
}

test('SUTURE_OFF=1 leaves nothing of the agent', async (t) => {
  const folder = makeFolder(t, {
    'a.cjs': 'console.log(Symbol.for("suture") in globalThis, process.listenerCount("exit"));\n',
  });
  const { running } = launch(t, folder, ['a.cjs'], { env: { SUTURE_OFF: '1' } });
  const ended = await running.ended();
  assert.equal(`${ended.stdout}${ended.stderr}`, 'false 0\n');
});

test('an agent that is preloaded twice is there once', async (t) => {
  const { running } = launch(t, makeFolder(t, program), ['a.cjs'], { env: { NODE_OPTIONS: `-r ${preload}` } });
  running.child.stdin?.end();
  const ended = await running.ended();
  assert.equal(`${ended.stdout}${ended.stderr}`, 'done\n');
});

async function runWarned(t: TestContext, args: readonly string[], env: Record<string, string>): Promise<Ended> {
  const { running } = launch(t, makeFolder(t, program), [...args, 'a.cjs'], { env });
  await running.printed('stderr', '\n');
  running.child.stdin?.end();
  return running.ended();
}

test('of a socket whose folder is gone is told, but not by a process that ends and has removed it itself', (t) => {
  const listen = new URL('../../../agent/dist/serve/listen.js', import.meta.url);
  const told = (isOver: boolean): string => {
    const runDir = join(makeFolder(t), 'run');
    const script = `
      import { rmSync } from 'node:fs';
      import { listen } from '${listen.href}';
      const folder = ${JSON.stringify(runDir)};
      const card = { then: (resolve) => resolve(rmSync(folder, { recursive: true })) };
      const settings = { runDir: folder, runDirFrom: 'SUTURE_RUN_DIR' };
      const nothing = () => {};
      await listen({ settings, socket: folder + '/a.sock', card, what: 'it', onBind: nothing, onConnection: nothing, isOver: () => ${isOver} });`;
    return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).stderr;
  };
  assert.match(told(false), /^suture: cannot listen on .*a\.sock: ENOENT.*it cannot be attached to\n$/);
  assert.equal(told(true), '');
});
