import type { Exercise } from './exercise.ts';

/** What shows that a package has become another release of itself. */
export interface PackageExercise extends Exercise {
  /** Packages that it or its tests need, as `name@version`. */
  readonly needs?: readonly string[];
}

const testFiles = (names: string): string[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => `test/${name}.test.js`);

/** By the name of the package. */
export const upgradeExercises: Readonly<Record<string, PackageExercise>> = {
  cookie: {
    entries: ['dist/index.js'],
    values: ["'foo=bar; a=%20b'", "{ name: 'a', value: 'b;c', priority: 'x' }"],
  },
  semver: {
    entries: ['index.js'],
    // Ranges that were parsed once.
    forget: { path: 'classes/range.js', code: 'cache.map.clear()' },
    values: ["'1.2.3'", "'1.2.3+b.4'", "'>=1.2.3 <2'", "'>  1.2.3 <  2 - 3'", "'^1.0.0 || ~2.1+b'", "'1.2.3-beta.1'"],
    calls: `[() => new it.Range('>=1.2.3+b <2').range, () => it.subset('>=1.2.3 <2', '>=1.2.3-0 <3'), () => it.satisfies('1.2.4', '>    1.2.3')]`,
  },
  'p-queue': {
    entries: ['dist/index.js'],
    needs: ['eventemitter3@5', 'p-timeout@7'],
    calls: `[
  async () => { const q = new it.default({ concurrency: 2, timeout: 1000 }), seen = []; q.on('active', () => seen.push(q.size + '/' + q.pending));
    const all = q.addAll([1, 2, 3].map((n) => async () => n * 2), { priority: 1 }); seen.push(q.runningTasks.map((task) => Object.keys(task))); return [await all, seen]; },
  async () => new it.default().add(async () => 1, { timeout: -1 }),
  async () => { const aborter = new AbortController(); return new it.default().add(async () => { aborter.abort(new Error('gone')); await new Promise(() => {}); }, { signal: aborter.signal }); },
  async () => { const q = new it.default({ concurrency: 1, autoStart: false }); const late = q.add(() => 'late'); q.start(); return [await late, q.isPaused, q.size]; },
]`,
  },
  'lru-cache': {
    entries: ['dist/esm/node/index.js'],
    calls: `[
  () => { const c = new it.LRUCache({ max: 3, ttl: 1000 }); for (const k of 'abcd') c.set(k, k + 1); return [[...c.entries()], c.size, c.get('a'), c.peek('b'), c.dump().length, c.info('c')?.value, [...c.rkeys()]]; },
  async () => { const c = new it.LRUCache({ max: 3, fetchMethod: async (k) => k + '!' }); return [await c.fetch('a'), [...c.keys()], await c.forceFetch('b')]; },
  () => { const gone = []; const c = new it.LRUCache({ maxSize: 4, sizeCalculation: (v) => v, dispose: (v, k, why) => gone.push([v, k, why]) }); for (const n of [1, 2, 3]) c.set(n, n); c.delete(3); return [gone, c.calculatedSize]; },
  () => { const c = new it.LRUCache({ max: 2, memoMethod: (k) => k * 2 }); return [c.memo(2), c.memo(2), c.pop(), c.size]; },
]`,
  },
  'toad-cache': {
    entries: ['dist/toad-cache.mjs'],
    calls: `['Lru', 'LruObject', 'Fifo', 'FifoMap', 'FifoObject', 'LruMap', 'LruHitStatistics'].flatMap((name) => it[name] ? [() => { const c = new it[name](2, 1000); c.set('a', 2); c.set('b', 4); c.get('a'); c.set('c', 6); const out = [c.keys(), c.get('a'), c.getMany(['b', 'c']), c.size]; c.delete('c'); c.set('d', 1); return [out, c.expiresAt('zz'), c.keys(), c.size]; }, () => new it[name](-1), () => new it[name](2, -1)] : [])`,
  },
  'fast-json-stringify': {
    entries: ['index.js'],
    needs: [
      '@fastify/merge-json-schemas@0.2',
      'ajv@8',
      'ajv-formats@3',
      'fast-uri@4',
      'json-schema-ref-resolver@3',
      'rfdc@1',
    ],
    tests: testFiles(`
    basic array date anyof ref required typesArray nestedObjects patternProperties integer sanitize
    oneof defaults
  `),
  },
  'find-my-way': {
    entries: ['index.js'],
    needs: ['fast-deep-equal@3', 'fast-querystring@1', 'safe-regex2@5', 'rfdc@1', 'proxyquire@2'],
    calls: `[() => { const r = it(); r.on('GET', '/a/:b', () => 1); r.on('GET', '/x/*', () => 2); r.on('GET', '/d-:e(\\\\d+)', () => 3); return [r.find('GET', '/a/1'), r.find('GET', '/x/y/z'), r.find('GET', '/d-12'), r.prettyPrint()]; }]`,
    tests: testFiles(`
    find has-route constraints constraint.host case-insensitive errors find-route full-url issue-104
    issue-175 issue-280 issue-44 methods on-bad-url optional-params params-collisions
    path-params-match pretty-print querystring regex routes-registered server shorthands store
    wildcard
  `),
  },
  'light-my-request': {
    entries: ['index.js'],
    needs: [
      'cookie@2',
      'process-warning@5',
      'set-cookie-parser@3',
      '@fastify/deepmerge@3',
      'form-data@4',
      'formdata-node@6',
      'express@5',
      'form-auto-content@3',
      'end-of-stream@1',
      'multer@2',
      'undici@7',
      '@fastify/ajv-compiler@4',
    ],
    tests: testFiles('async-await index request response stream'),
  },
  'fast-uri': {
    entries: ['index.js'],
    needs: ['tape@5', 'ajv@8'],
    values: [
      "'http://a.b/c/../d?e=f#g'",
      "'mailto:a@b.c'",
      "'URN:foo:a'",
      "'ws://EXAMPLE.com:80/x'",
      "{ scheme: 'http', host: 'a', path: '/b' }",
    ],
    tests: testFiles('equal parse resolve serialize rfc-3986 uri-js util'),
  },
  qs: {
    entries: ['lib/index.js'],
    needs: [
      'side-channel@1',
      'es-define-property@1',
      'tape@5',
      'safer-buffer@2',
      'object-inspect@1',
      'mock-property@1',
      'iconv-lite@0.5',
      'has-proto@1',
      'es-value-fixtures@1',
      'has-symbols@1',
      'has-property-descriptors@1',
      'has-override-mistake@1',
      'has-bigints@1',
      'for-each@0.3',
      'qs-iconv@1',
    ],
    values: ["'a[b]=c&a[d]=e,f'", '{ a: { b: [1, { c: 2 }] } }', "{ comma: true, arrayFormat: 'comma' }"],
    tests: ['parse', 'stringify', 'utils'].map((name) => `test/${name}.js`),
  },
  ws: {
    entries: ['wrapper.mjs', 'lib/permessage-deflate.js', 'lib/receiver.js', 'lib/sender.js', 'lib/extension.js'],
    values: ["'x; y=1'"],
    calls: `[() => new Promise((done) => { const server = new it.WebSocketServer({ port: 0, perMessageDeflate: true }, () => {
    const client = new it.WebSocket('ws://127.0.0.1:' + server.address().port), seen = [];
    server.on('connection', (socket) => socket.on('message', (data) => { socket.send('got ' + data); socket.close(1000, 'bye'); }));
    client.on('open', () => client.send('hello'.repeat(300))); client.on('message', (data) => seen.push(String(data).length));
    client.on('close', (code, why) => { server.close(); done([seen, code, String(why)]); }); }); })]`,
  },
  minimatch: {
    entries: ['dist/esm/index.js', 'dist/commonjs/index.js'],
    needs: ['brace-expansion@5', '@isaacs/nonrecursive-glob-match@1'],
    values: ["'a/**/*.js'", "'a/b/c.js'", "'{a,b}/*'", "'+(a|b)'", "'!(a|b)?[c]'"],
  },
  commander: {
    entries: ['esm.mjs'],
    calls: `[
  () => { const c = new it.Command(); c.exitOverride().configureOutput({ writeOut() {}, writeErr() {} }).option('-a, --aa <x>', 'd').argument('<f>', 'g').command('sub', 'x'); return c.helpInformation() + JSON.stringify(c.opts()); },
  () => { const c = new it.Command(); c.exitOverride().option('-p <n>', 'd', parseInt).action(() => {}); c.parse(['-p', '3'], { from: 'user' }); return c.opts(); },
  () => { const out = []; const c = new it.Command(); c.exitOverride().configureOutput({ writeErr: (text) => out.push(text) }).option('--colour'); try { c.parse(['--color'], { from: 'user' }); } catch (error) { out.push(error.code); } return out; },
]`,
  },
  'path-to-regexp': {
    entries: ['dist/index.js'],
    values: ["'/x/:y/*z'", "'/a{/:b}'", `'/:"q"'`, "'/a\\\\\\\\'", "'{/:a'"],
    calls: `[() => it.match('/a/:b')('/a/c'), () => it.compile('/a/:b')({ b: 'x y' })]`,
  },
  hono: {
    entries: [
      'dist/index.js',
      'dist/router/reg-exp-router/index.js',
      'dist/utils/cookie.js',
      'dist/middleware/cors/index.js',
      'dist/helper/cookie/index.js',
      'dist/jsx/index.js',
      'dist/utils/url.js',
      'dist/validator/index.js',
      'dist/helper/streaming/index.js',
    ],
    values: ["'/a/:b'", "'http://x/y?z=1'"],
    calls: `[async () => { const a = new it.Hono(); a.use(async (c, n) => { await n(); c.header('x', '1'); }); a.get('/a/:b', (c) => c.json({ b: c.req.param('b'), q: c.req.query('z') })); const r = await a.request('/a/2?z=3'); return [r.status, await r.text(), [...r.headers]]; }]`,
  },
  superstruct: {
    entries: ['dist/index.mjs', 'dist/index.cjs'],
    values: ['it.object({ a: it.string() })', 'it.array(it.number())', "{ a: 'x' }"],
    calls: `[() => { const a = {}; return it.create(a, it.type({})) === a; }]`,
  },
  ini: {
    entries: ['lib/ini.js'],
    values: ["'a=1\\n[b]\\nc[]=2\\nc[]=3\\nc=4'", "{ a: { b: [1, 2] }, c: 'x;y' }"],
  },
  nanoid: {
    entries: ['index.js', 'non-secure/index.js'],
    // Random bytes that were drawn in advance.
    forget: { path: 'index.js', code: 'pool = poolOffset = undefined' },
    calls:
      "[() => it.customAlphabet('a', 5)(), () => it.customAlphabet('a')(3), () => it.customAlphabet(['a'], 2)(), () => loaded[1].nanoid(3).length, () => loaded[1].customAlphabet('a')(2.5), () => it.nanoid().length]",
  },
  'secure-json-parse': {
    entries: ['index.js'],
    needs: ['tape@5'],
    values: [`'{"__proto__":{"a":1},"b":1}'`, "{ protoAction: 'remove' }"],
    tests: testFiles('index'),
  },
};
