import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { instrument } from '../../../agent/dist/load/instrument.js';
import { KeptCode } from '../../../agent/dist/load/kept-code.js';
import { cleanEnv, listed, makeFolder, preload, Running, until } from './host.ts';

const source = 'export const price = (n) => n * 2;\n';
const files = {
  'app.mjs': 'import { price } from "./price.mjs";\nconsole.log(price(2));\nprocess.stdin.resume();\n',
  'price.mjs': source,
};

/** Starts the program and lets it end once its modules are kept. */
async function start(
  t: TestContext,
  folder: string,
  cache: string,
  isKept: () => boolean = () => entries(cache).length === 2,
): Promise<string> {
  const env = cleanEnv({ SUTURE_RUN_DIR: join(makeFolder(t), 'run'), SUTURE_CACHE_DIR: cache });
  const running = new Running(['-r', preload, 'app.mjs'], { cwd: folder, env });
  t.after(() => running.child.kill('SIGKILL'));
  await running.printed('stdout', '\n');
  await until(isKept, () => `both modules in ${cache}`);
  running.child.stdin?.end();
  const { stdout, stderr, code } = await running.ended();
  assert.deepEqual([stderr, code], ['', 0]);
  return stdout;
}

function entries(cache: string): string[] {
  const parts = listed(cache).map((part) => join(cache, part));
  return parts.flatMap((part) => listed(part).map((file) => join(part, file))).filter((path) => !/\/\.\w+-/.test(path));
}

test('code that was made patchable is kept, and the next start runs it wherever the release lies now', async (t) => {
  const cache = join(makeFolder(t), 'cache');
  assert.equal(await start(t, makeFolder(t, files), cache), '4\n');

  // What is kept for the text of a module is what runs in its place.
  const kept = new KeptCode(cache);
  const made = instrument(source, { url: 'file:///elsewhere.mjs', format: 'module' });
  assert.ok(made.ok);
  assert.equal(kept.find(source, 'file:///elsewhere.mjs', 'module'), made.code);
  assert.equal(kept.find(source, 'file:///elsewhere.mjs', 'commonjs'), undefined);
  assert.equal(kept.find(source, 'file:///elsewhere.mjs', 'module', null), undefined, 'with a map it is another one');
  const marked = kept.keep(
    source,
    'file:///x.mjs',
    'module',
    made.code.replace('elsewhere', 'x').replace('n * 2', 'n * 3'),
  );
  writeFileSync(join(marked.folder, marked.file), marked.text);
  assert.equal(await start(t, makeFolder(t, files), cache), '6\n');
});

test('kept code that is cut short or damaged is made anew', async (t) => {
  const cache = join(makeFolder(t), 'cache');
  const folder = makeFolder(t, files);
  await start(t, folder, cache);
  for (const damage of [
    (text: string) => text.slice(0, 200),
    (text: string) => text.replace('void 0', 'void 1'),
    () => '',
  ]) {
    const whole = new Map(entries(cache).map((path) => [path, readFileSync(path, 'utf8')]));
    for (const [path, text] of whole) writeFileSync(path, damage(text));
    const isWhole = (): boolean => [...whole].every(([path, text]) => readFileSync(path, 'utf8') === text);
    assert.equal(await start(t, folder, cache, isWhole), '4\n');
  }
});

test('code in a folder that others can enter is not run', async (t) => {
  const cache = join(makeFolder(t), 'cache');
  const folder = makeFolder(t, files);
  await start(t, folder, cache);
  const kept = new KeptCode(cache);
  const url = pathToFileURL(join(folder, 'price.mjs')).href;
  const made = instrument(source, { url, format: 'module' });
  assert.ok(made.ok);
  const { file, text } = kept.keep(source, url, 'module', made.code.replace('n * 2', 'n * 3'));
  writeFileSync(join(kept.folder, file), text);
  chmodSync(cache, 0o755);
  assert.equal(await start(t, folder, cache), '4\n');
});
