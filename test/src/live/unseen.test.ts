import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import { type Heard, heard } from '../patient/heard.ts';
import { places } from '../patient/places.ts';
import { Ward } from '../patient/ward.ts';

/** Small programs, and how they may end. */
const programs: Readonly<Record<string, string>> = {
  'ends by itself.mjs': "console.log('done');",
  'ends by itself.cjs': "console.log('done', module.parent, require.main === module);",
  'asks for an exit code.cjs': "process.on('exit', (code) => console.log('exit', code)); process.exit(3);",
  'sets an exit code.mjs': 'process.exitCode = 4;',
  'throws.cjs': "function fails() {\n  throw new Error('no');\n}\nfails();",
  'throws.mjs': "function fails() {\n  throw new Error('no');\n}\nfails();",
  'rejects.mjs': "\nawait Promise.reject(new TypeError('never'));",
  'leaves a rejection.cjs': "\nPromise.reject(new Error('left'));",
  'has a syntax error.cjs': 'const a = ;',
  'has a syntax error.mjs': 'export const a = ;',
  'imports what is not there.mjs': "\nimport { nothing } from 'node:path';",
  'waits for ever at the top.mjs': 'const ends = () => {};\nawait new Promise(ends);',
  'is ended by a signal.mjs': "setInterval(() => {}, 1_000); process.kill(process.pid, 'SIGTERM');",
  'handles a signal.cjs':
    "process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1_000); process.kill(process.pid, 'SIGTERM');",
  'ends with work under way.mjs':
    "setTimeout(() => console.log('late'), 20); queueMicrotask(() => console.log('soon'));",
  'runs a worker.mjs':
    "import { Worker } from 'node:worker_threads';\nnew Worker('postMessage = 1; require(\"node:worker_threads\").parentPort.postMessage(process.argv.length)', { eval: true }).on('message', console.log);",
  'forks a child.cjs':
    "const { fork } = require('node:child_process');\nif (process.send) process.send('child'); else fork(__filename).on('message', console.log).on('exit', (code) => console.log(code));",
  'looks around.cjs':
    'console.log(Object.keys(globalThis), process.argv.length, process.listenerCount("exit") > 9, Object.keys(process.env).includes("SUTURE_X"));',
  'reads its functions as text.mjs':
    'function add(a, b) {\n  return a + b;\n}\nconsole.log(add.name, add.length, add(1, 2));',
  'reads the line of an error.cjs': "\n\nconsole.log(new Error('x').stack.split('\\n')[1].match(/:(\\d+):\\d+/)[1]);",
};

const preloads: Readonly<
  Record<string, { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> }>
> = {
  'node -r': { args: ['-r', places.agent], env: {} },
  'node --import': { args: ['--import', pathToFileURL(places.agent).href], env: {} },
  NODE_OPTIONS: { args: [], env: { NODE_OPTIONS: `-r ${places.agent}` } },
};

const run = (cwd: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Heard> =>
  heard(spawn(places.node, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }));

/**
 * The message and the lines are the same. Columns and carets are not, and Node shows the line of an error as it was
 * compiled: with the agent's text, where that stands on the line.
 */
function plainly(ended: Heard): Heard {
  const stderr = ended.stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at .*node:internal|^node:internal|^\s*\^+\s*$/.test(line))
    .map((line) => line.replace(/:\d+(\)?)$/, '$1'))
    .filter((line) => !line.includes('/agent/dist/'));
  return { ...ended, stderr: stderr.join('\n') };
}

test('a program under the agent prints and ends as it does without, however the agent is loaded', async (t) => {
  const ward = await Ward.open(t);
  await writeFile(join(ward.path, 'package.json'), '{"name":"unseen"}\n');
  for (const [name, source] of Object.entries(programs)) {
    await t.test(name.replace(/\.([cm])js$/, ', $1js'), async () => {
      const file = name.replaceAll(' ', '-');
      await writeFile(join(ward.path, file), source);
      const plain = await run(ward.path, [file], ward.env);
      await Promise.all(
        Object.entries(preloads).map(async ([way, { args, env }]) => {
          const watched = await run(ward.path, [...args, file], { ...ward.env, ...env });
          // Any --import makes Node load the entry point as it loads modules: https://github.com/nodejs/node/issues/33226
          const comparable = (ended: Heard): Heard =>
            way === 'node --import' ? { ...ended, stdout: ended.stdout.replace(/null|undefined/g, '?') } : ended;
          assert.deepEqual(comparable(plainly(watched)), comparable(plainly(plain)), way);
        }),
      );
    });
  }
});

const troubles: Readonly<Record<string, { readonly env: Readonly<Record<string, string>>; readonly says: RegExp }>> = {
  'a lease that is no time': { env: { SUTURE_LEASE: 'soon' }, says: /SUTURE_LEASE.*soon/ },
  'a record setting that does not exist': { env: { SUTURE_RECORD: 'maybe' }, says: /SUTURE_RECORD.*maybe/ },
  'a run folder that cannot be made': { env: { SUTURE_RUN_DIR: '/dev/null/run' }, says: /\/dev\/null\/run/ },
  'a run folder whose path is too long for a socket': {
    env: { SUTURE_RUN_DIR: `/tmp/${'x'.repeat(120)}` },
    says: /x{100}/,
  },
};

for (const [what, { env, says }] of Object.entries(troubles)) {
  test(`${what} is one warning, and the program runs`, async (t) => {
    const ward = await Ward.open(t);
    await mkdir(join(ward.path, 'app'));
    // It stays long enough for the agent's thread to have started and complained.
    const source = "console.log('running'); setTimeout(() => console.log('done'), 1_500);";
    await writeFile(join(ward.path, 'app', 'main.mjs'), source);
    const ended = await run(join(ward.path, 'app'), ['-r', places.agent, 'main.mjs'], { ...ward.env, ...env });
    assert.equal(ended.stdout, 'running\ndone\n');
    assert.equal(ended.exit, 0);
    assert.match(ended.stderr, says);
    assert.equal(ended.stderr.trim().split('\n').length, 1, ended.stderr);
  });
}

test('SUTURE_OFF leaves nothing of the agent', async (t) => {
  const ward = await Ward.open(t);
  const source = "console.log(Symbol.for('suture') in globalThis, process.listenerCount('exit'));";
  const ended = await run(ward.path, ['-r', places.agent, '-e', source], { ...ward.env, SUTURE_OFF: '1' });
  assert.deepEqual(ended, { exit: 0, signal: null, stdout: 'false 0\n', stderr: '' });
});
