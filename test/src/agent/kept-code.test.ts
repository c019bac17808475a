import assert from 'node:assert/strict';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { CodePack, packed } from '../../../agent/dist/load/code-pack.js';
import { instrument } from '../../../agent/dist/load/instrument.js';
import { KeptCode, keptPlace } from '../../../agent/dist/load/kept-code.js';
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
  isKept: () => boolean = () => keys(cache).length === 2,
): Promise<string> {
  const env = cleanEnv({ SUTURE_NAME: 'shop', SUTURE_RUN_DIR: join(makeFolder(t), 'run'), SUTURE_CACHE_DIR: cache });
  const running = new Running(['-r', preload, 'app.mjs'], { cwd: folder, env });
  t.after(() => running.child.kill('SIGKILL'));
  await running.printed('stdout', '\n');
  await until(isKept, () => `both modules in ${cache}, not ${keys(cache).join(' ')}`);
  running.child.stdin?.end();
  const { stdout, stderr, code } = await running.ended();
  assert.deepEqual([stderr, code], ['', 0]);
  return stdout;
}

/** Files with kept code. */
function entries(cache: string): string[] {
  const parts = listed(cache).map((part) => join(cache, part));
  return parts.flatMap((part) => listed(part).map((file) => join(part, file))).filter((path) => !path.endsWith('~'));
}

/** The modules of which code is kept. */
function keys(cache: string): string[] {
  return entries(cache)
    .flatMap((path) => CodePack.read(path)?.modules ?? [])
    .map(({ key }) => key)
    .sort();
}

/** Changes the code that is kept of a module, as nothing but the agent should. */
function change(file: string, wanted: string, from: string, to: string): void {
  const modules = CodePack.read(file)?.modules ?? [];
  const changed = modules.map((one) => (one.key === wanted ? { ...one, code: one.code.replace(from, to) } : one));
  assert.notDeepEqual(changed, modules);
  writeFileSync(file, packed(changed));
}

test('code that was made patchable is kept, and the next start runs it wherever the release lies now', async (t) => {
  const cache = join(makeFolder(t), 'cache');
  assert.equal(await start(t, makeFolder(t, files), cache), '4\n');
  assert.deepEqual(keys(cache), ['app.mjs', 'price.mjs']);

  // What is kept for the text of a module is what runs in its place.
  const elsewhere = makeFolder(t, files);
  const url = pathToFileURL(join(elsewhere, 'price.mjs')).href;
  const [file = ''] = entries(cache);
  const kept = new KeptCode({
    ...keptPlace(cache, { root: elsewhere, name: 'shop', script: join(elsewhere, 'app.mjs') }),
    file,
  });
  const made = instrument(source, { url, format: 'module' });
  assert.ok(made.ok);
  assert.equal(kept.find(source, url, 'module'), made.code);
  assert.equal(kept.find(`${source} `, url, 'module'), undefined, 'another text');
  assert.equal(kept.find(source, url, 'commonjs'), undefined);
  assert.equal(kept.find(source, url, 'module', null), undefined, 'with a map it is another one');
  assert.equal(kept.place.file, keptPlace(cache, { root: '/srv', name: 'shop', script: '/srv/app.mjs' }).file);
  change(file, 'price.mjs', 'n * 2', 'n * 3');
  assert.equal(await start(t, elsewhere, cache), '6\n');
});

test('a file that is edited is made anew, and one that is gone is not kept any longer', async (t) => {
  const cache = join(makeFolder(t), 'cache');
  const folder = makeFolder(t, files);
  await start(t, folder, cache);
  writeFileSync(join(folder, 'cost.mjs'), source.replace('n * 2', 'n * 5'));
  writeFileSync(join(folder, 'app.mjs'), files['app.mjs'].replace('./price', './cost'));
  rmSync(join(folder, 'price.mjs'));
  const isKept = (): boolean => keys(cache).join() === 'app.mjs,cost.mjs';
  assert.equal(await start(t, folder, cache, isKept), '10\n');
});

test('the bytes of a file are found as its text is, and only where both say the same', (t) => {
  const file = join(makeFolder(t), 'pack');
  const one = { format: 'module', map: undefined, at: 1, own: 3 } as const;
  const ascii = { ...one, key: 'a.js', source: 'a', code: '("u")' };
  const umlaut = { ...one, key: 'b.js', source: 'é', code: '("u")' };
  const mapped = { ...one, key: 'c.js', source: 'c', code: '("u")', map: null };
  writeFileSync(file, packed([ascii, umlaut, mapped]));
  const pack = CodePack.read(file);
  const found = (key: string, source: string | Buffer, own = '"u"', format: 'module' | 'commonjs' = 'module') =>
    pack?.findBytes({ key, source: Buffer.from(source), format }, own)?.toString();
  assert.equal(found('a.js', 'a'), '("u")');
  assert.equal(found('a.js', 'a', '"another"'), '("another")');
  assert.equal(found('a.js', 'b'), undefined);
  assert.equal(found('a.js', 'a', '"u"', 'commonjs'), undefined);
  assert.equal(found('b.js', 'é'), undefined);
  assert.equal(found('b.js', Buffer.from('é', 'latin1')), undefined, 'the same bytes, but no UTF-8');
  assert.equal(found('c.js', 'c'), undefined);
});

test('text beyond Latin-1 is kept as it is, lone surrogates and all', (t) => {
  const file = join(makeFolder(t), 'pack');
  const one = {
    key: 'a.js',
    format: 'commonjs',
    map: null,
    source: 'é',
    code: "(u'\u{20AC}' + '\uD800')",
    at: 1,
    own: 1,
  } as const;
  const other = { ...one, key: 'b.js', map: '{"sources":["ü"]}', source: '"\0"', code: '(u1)' };
  const plain = { ...other, map: undefined };
  writeFileSync(file, packed([one, other, plain]));
  const pack = CodePack.read(file);
  assert.deepEqual(pack?.modules, [one, other, plain]);
  assert.equal(pack?.find(one, 'u'), one.code);
  assert.equal(pack?.find(one, '0+'), "(0+'\u{20AC}' + '\uD800')");
  assert.equal(pack?.find(plain, '0+'), '(0+1)');
});

test('kept code that is cut short or damaged is made anew', async (t) => {
  const cache = join(makeFolder(t), 'cache');
  const folder = makeFolder(t, files);
  await start(t, folder, cache);
  for (const damage of [
    (bytes: Buffer) => bytes.subarray(0, 200),
    (bytes: Buffer) => bytes.subarray(0, bytes.length / 2),
    (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('f0:null', 'f1:null'), 'latin1'),
    (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('"bytes":', '"bytes":1'), 'latin1'),
    (bytes: Buffer) => bytes.fill(0, bytes.length >> 2),
    (bytes: Buffer) => bytes.fill(0),
    () => Buffer.alloc(0),
  ]) {
    const [file = ''] = entries(cache);
    const whole = readFileSync(file);
    writeFileSync(file, damage(Buffer.from(whole)));
    assert.equal(CodePack.read(file), undefined);
    const isWhole = (): boolean => keys(cache).length === 2;
    assert.equal(await start(t, folder, cache, isWhole), '4\n');
  }
});

test('code in a folder that others can enter is not run', async (t) => {
  const cache = join(makeFolder(t), 'cache');
  const folder = makeFolder(t, files);
  await start(t, folder, cache);
  const [file = ''] = entries(cache);
  change(file, 'price.mjs', 'n * 2', 'n * 3');
  chmodSync(cache, 0o755);
  assert.equal(await start(t, folder, cache), '4\n');
});
