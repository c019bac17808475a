import type { Exercise } from './exercise.ts';

/** Two consecutive releases of a published package, and what shows that one has become the other. */
export interface UpgradePair extends Exercise {
  readonly package: string;
  readonly from: string;
  readonly to: string;
  /** What the package is written in, and what it is made of. */
  readonly kind: string;
  /** Packages that it or its tests need, as `name@version`. */
  readonly needs?: readonly string[];
  /** Says that the command itself carries it out as well. */
  readonly byCommand?: boolean;
}

const cookies = {
  entries: ['dist/index.js'],
  values: ["'foo=bar; a=%20b'", "{ name: 'a', value: 'b;c', priority: 'x' }"],
};
const versions = {
  entries: ['index.js'],
  // Ranges that were parsed once.
  forget: { path: 'classes/range.js', code: 'cache.map.clear()' },
  values: ["'1.2.3'", "'1.2.3+b.4'", "'>=1.2.3 <2'", "'>  1.2.3 <  2 - 3'", "'^1.0.0 || ~2.1+b'", "'1.2.3-beta.1'"],
  calls: `[() => new it.Range('>=1.2.3+b <2').range, () => it.subset('>=1.2.3 <2', '>=1.2.3-0 <3'), () => it.satisfies('1.2.4', '>    1.2.3')]`,
};
const queues = {
  entries: ['dist/index.js'],
  needs: ['eventemitter3@5', 'p-timeout@7'],
  calls: `[
  async () => { const q = new it.default({ concurrency: 2, timeout: 1000 }), seen = []; q.on('active', () => seen.push(q.size + '/' + q.pending));
    const all = q.addAll([1, 2, 3].map((n) => async () => n * 2), { priority: 1 }); seen.push(q.runningTasks.map((task) => Object.keys(task))); return [await all, seen]; },
  async () => new it.default().add(async () => 1, { timeout: -1 }),
  async () => { const aborter = new AbortController(); return new it.default().add(async () => { aborter.abort(new Error('gone')); await new Promise(() => {}); }, { signal: aborter.signal }); },
  async () => { const q = new it.default({ concurrency: 1, autoStart: false }); const late = q.add(() => 'late'); q.start(); return [await late, q.isPaused, q.size]; },
]`,
};
const caches = {
  entries: ['dist/esm/node/index.js'],
  calls: `[
  () => { const c = new it.LRUCache({ max: 3, ttl: 1000 }); for (const k of 'abcd') c.set(k, k + 1); return [[...c.entries()], c.size, c.get('a'), c.peek('b'), c.dump().length, c.info('c')?.value, [...c.rkeys()]]; },
  async () => { const c = new it.LRUCache({ max: 3, fetchMethod: async (k) => k + '!' }); return [await c.fetch('a'), [...c.keys()], await c.forceFetch('b')]; },
  () => { const gone = []; const c = new it.LRUCache({ maxSize: 4, sizeCalculation: (v) => v, dispose: (v, k, why) => gone.push([v, k, why]) }); for (const n of [1, 2, 3]) c.set(n, n); c.delete(3); return [gone, c.calculatedSize]; },
  () => { const c = new it.LRUCache({ max: 2, memoMethod: (k) => k * 2 }); return [c.memo(2), c.memo(2), c.pop(), c.size]; },
]`,
};
const small = {
  entries: ['dist/toad-cache.mjs'],
  calls: `['Lru', 'LruObject', 'Fifo', 'FifoMap', 'FifoObject', 'LruMap', 'LruHitStatistics'].flatMap((name) => it[name] ? [() => { const c = new it[name](2, 1000); c.set('a', 2); c.set('b', 4); c.get('a'); c.set('c', 6); const out = [c.keys(), c.get('a'), c.getMany(['b', 'c']), c.size]; c.delete('c'); c.set('d', 1); return [out, c.expiresAt('zz'), c.keys(), c.size]; }, () => new it[name](-1), () => new it[name](2, -1)] : [])`,
};
const serializers = {
  entries: ['index.js'],
  needs: [
    '@fastify/merge-json-schemas@0.2',
    'ajv@8',
    'ajv-formats@3',
    'fast-uri@4',
    'json-schema-ref-resolver@3',
    'rfdc@1',
  ],
  tests: [
    'basic',
    'array',
    'date',
    'anyof',
    'ref',
    'required',
    'typesArray',
    'nestedObjects',
    'patternProperties',
    'integer',
    'sanitize',
    'oneof',
    'defaults',
  ].map((name) => `test/${name}.test.js`),
};
const routers = {
  entries: ['index.js'],
  needs: ['fast-deep-equal@3', 'fast-querystring@1', 'safe-regex2@5', 'rfdc@1', 'proxyquire@2'],
  calls: `[() => { const r = it(); r.on('GET', '/a/:b', () => 1); r.on('GET', '/x/*', () => 2); r.on('GET', '/d-:e(\\\\d+)', () => 3); return [r.find('GET', '/a/1'), r.find('GET', '/x/y/z'), r.find('GET', '/d-12'), r.prettyPrint()]; }]`,
  tests: [
    'find',
    'has-route',
    'constraints',
    'constraint.host',
    'case-insensitive',
    'errors',
    'find-route',
    'full-url',
    'issue-104',
    'issue-175',
    'issue-280',
    'issue-44',
    'methods',
    'on-bad-url',
    'optional-params',
    'params-collisions',
    'path-params-match',
    'pretty-print',
    'querystring',
    'regex',
    'routes-registered',
    'server',
    'shorthands',
    'store',
    'wildcard',
  ].map((name) => `test/${name}.test.js`),
};
const injectors = {
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
  tests: ['async-await', 'index', 'request', 'response', 'stream'].map((name) => `test/${name}.test.js`),
};
const addresses = {
  entries: ['index.js'],
  needs: ['tape@5', 'ajv@8'],
  values: [
    "'http://a.b/c/../d?e=f#g'",
    "'mailto:a@b.c'",
    "'URN:foo:a'",
    "'ws://EXAMPLE.com:80/x'",
    "{ scheme: 'http', host: 'a', path: '/b' }",
  ],
};
const addressTests = ['equal', 'parse', 'resolve', 'serialize', 'rfc-3986', 'uri-js', 'util'].map(
  (name) => `test/${name}.test.js`,
);
const queries = {
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
};
const sockets = {
  entries: ['wrapper.mjs', 'lib/permessage-deflate.js', 'lib/receiver.js', 'lib/sender.js', 'lib/extension.js'],
  values: ["'x; y=1'"],
  calls: `[() => new Promise((done) => { const server = new it.WebSocketServer({ port: 0, perMessageDeflate: true }, () => {
    const client = new it.WebSocket('ws://127.0.0.1:' + server.address().port), seen = [];
    server.on('connection', (socket) => socket.on('message', (data) => { socket.send('got ' + data); socket.close(1000, 'bye'); }));
    client.on('open', () => client.send('hello'.repeat(300))); client.on('message', (data) => seen.push(String(data).length));
    client.on('close', (code, why) => { server.close(); done([seen, code, String(why)]); }); }); })]`,
};
const patterns = {
  entries: ['dist/esm/index.js', 'dist/commonjs/index.js'],
  needs: ['brace-expansion@5', '@isaacs/nonrecursive-glob-match@1'],
  values: ["'a/**/*.js'", "'a/b/c.js'", "'{a,b}/*'", "'+(a|b)'", "'!(a|b)?[c]'"],
};
const commands = {
  entries: ['esm.mjs'],
  calls: `[
  () => { const c = new it.Command(); c.exitOverride().configureOutput({ writeOut() {}, writeErr() {} }).option('-a, --aa <x>', 'd').argument('<f>', 'g').command('sub', 'x'); return c.helpInformation() + JSON.stringify(c.opts()); },
  () => { const c = new it.Command(); c.exitOverride().option('-p <n>', 'd', parseInt).action(() => {}); c.parse(['-p', '3'], { from: 'user' }); return c.opts(); },
  () => { const out = []; const c = new it.Command(); c.exitOverride().configureOutput({ writeErr: (text) => out.push(text) }).option('--colour'); try { c.parse(['--color'], { from: 'user' }); } catch (error) { out.push(error.code); } return out; },
]`,
};
const paths = {
  entries: ['dist/index.js'],
  values: ["'/x/:y/*z'", "'/a{/:b}'", `'/:"q"'`, "'/a\\\\\\\\'", "'{/:a'"],
  calls: `[() => it.match('/a/:b')('/a/c'), () => it.compile('/a/:b')({ b: 'x y' })]`,
};
const webs = {
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
};
const structs = {
  entries: ['dist/index.mjs', 'dist/index.cjs'],
  values: ['it.object({ a: it.string() })', 'it.array(it.number())', "{ a: 'x' }"],
  calls: `[() => { const a = {}; return it.create(a, it.type({})) === a; }]`,
};
const settings = {
  entries: ['lib/ini.js'],
  values: ["'a=1\\n[b]\\nc[]=2\\nc[]=3\\nc=4'", "{ a: { b: [1, 2] }, c: 'x;y' }"],
};
const ids = {
  entries: ['index.js', 'non-secure/index.js'],
  // Random bytes that were drawn in advance.
  forget: { path: 'index.js', code: 'pool = poolOffset = undefined' },
  calls:
    "[() => it.customAlphabet('a', 5)(), () => it.customAlphabet('a')(3), () => it.customAlphabet(['a'], 2)(), () => loaded[1].nanoid(3).length, () => loaded[1].customAlphabet('a')(2.5), () => it.nanoid().length]",
};

const pair = (
  kind: string,
  name: string,
  from: string,
  to: string,
  exercise: Omit<UpgradePair, 'kind' | 'package' | 'from' | 'to'>,
): UpgradePair => ({ kind, package: name, from, to, ...exercise });
const compiled = { module: 'TypeScript to ESM', commonjs: 'TypeScript to CommonJS', both: 'TypeScript to both' };

/** The pairs of releases, one after the other as they were published. */
export const upgradePairs: readonly UpgradePair[] = [
  pair(compiled.commonjs, 'cookie', '1.0.1', '1.0.2', { ...cookies, byCommand: true }),
  pair(compiled.commonjs, 'cookie', '1.0.2', '1.1.0', cookies),
  pair(compiled.commonjs, 'cookie', '1.1.0', '1.1.1', cookies),
  pair(compiled.commonjs, 'cookie', '1.1.1', '2.0.0', cookies),
  pair(compiled.module, 'cookie', '2.0.0', '2.0.1', cookies),
  pair(compiled.module, 'cookie', '2.0.1', '2.0.2', { ...cookies, byCommand: true }),
  pair('CommonJS, classes', 'semver', '7.7.4', '7.8.0', versions),
  pair('CommonJS, classes', 'semver', '7.8.0', '7.8.1', versions),
  pair('CommonJS, classes', 'semver', '7.8.1', '7.8.2', versions),
  pair('CommonJS, classes', 'semver', '7.8.5', '7.8.6', versions),
  pair('CommonJS', 'ini', '4.1.1', '4.1.2', settings),
  pair('CommonJS', 'ini', '4.1.2', '4.1.3', settings),
  pair(compiled.both, 'superstruct', '1.0.3', '1.0.4', structs),
  pair(`${compiled.both}, generators`, 'superstruct', '1.0.4', '2.0.0', structs),
  pair(`${compiled.both}, generators`, 'superstruct', '2.0.1', '2.0.2', structs),
  pair(`${compiled.commonjs}, generators`, 'path-to-regexp', '8.0.0', '8.1.0', paths),
  pair(`${compiled.commonjs}, closures`, 'path-to-regexp', '8.1.0', '8.2.0', paths),
  pair(`${compiled.commonjs}, closures`, 'path-to-regexp', '8.2.0', '8.3.0', paths),
  pair(`${compiled.commonjs}, generators`, 'path-to-regexp', '8.3.0', '8.4.0', paths),
  pair(`${compiled.commonjs}, closures`, 'path-to-regexp', '8.4.1', '8.4.2', paths),
  pair('CommonJS, ES5', 'qs', '6.15.3', '6.15.4', queries),
  pair('CommonJS, ES5', 'qs', '6.15.4', '6.16.0', queries),
  pair('CommonJS, ES5', 'qs', '6.16.0', '6.16.1', queries),
  pair('CommonJS, ES5', 'qs', '6.17.0', '6.17.1', queries),
  pair('CommonJS, classes, sockets', 'ws', '8.20.1', '8.21.0', sockets),
  pair('CommonJS, classes, sockets', 'ws', '8.21.3', '8.22.0', sockets),
  pair('CommonJS, classes, sockets', 'ws', '8.22.0', '8.22.1', sockets),
  pair('CommonJS, classes, sockets', 'ws', '8.22.2', '8.23.0', sockets),
  pair('CommonJS and ESM, classes', 'commander', '14.0.0', '14.0.1', { ...commands, byCommand: true }),
  pair('CommonJS and ESM, classes', 'commander', '14.0.1', '14.0.2', commands),
  pair(`${compiled.both}, private state`, 'lru-cache', '11.3.5', '11.3.6', caches),
  pair(`${compiled.both}, private state`, 'lru-cache', '11.3.6', '11.4.0', caches),
  pair(`${compiled.both}, private state`, 'lru-cache', '11.4.0', '11.5.0', caches),
  pair(`${compiled.both}, private state`, 'lru-cache', '11.5.1', '11.5.2', caches),
  pair(`${compiled.module}, private state`, 'p-queue', '9.2.0', '9.3.0', queues),
  pair(`${compiled.module}, private state`, 'p-queue', '9.3.1', '9.3.2', queues),
  pair(`${compiled.module}, private state`, 'p-queue', '9.3.2', '9.3.3', queues),
  pair(`${compiled.module}, private state`, 'p-queue', '9.3.3', '9.3.4', queues),
  pair(`${compiled.module}, private state`, 'p-queue', '9.3.4', '9.3.5', queues),
  pair('ESM', 'nanoid', '5.1.15', '5.1.16', ids),
  pair('ESM', 'nanoid', '6.0.0', '6.0.1', ids),
  pair('ESM, classes', 'toad-cache', '3.5.0', '3.6.0', small),
  pair('ESM, classes', 'toad-cache', '3.7.1', '3.7.4', small),
  pair('CommonJS, streams', 'light-my-request', '6.5.1', '6.6.0', injectors),
  pair('CommonJS, streams', 'light-my-request', '6.8.0', '6.8.1', injectors),
  pair('CommonJS, code generator', 'fast-json-stringify', '7.3.1', '7.3.2', serializers),
  pair('CommonJS, code generator', 'fast-json-stringify', '7.3.4', '7.3.5', serializers),
  pair('CommonJS, code generator', 'fast-json-stringify', '7.3.5', '7.3.6', serializers),
  pair('CommonJS', 'fast-uri', '4.1.3', '4.1.4', { ...addresses, tests: addressTests }),
  pair('CommonJS', 'fast-uri', '4.1.5', '4.2.0', { ...addresses, tests: addressTests }),
  pair('CommonJS', 'fast-uri', '4.2.2', '4.2.3', { ...addresses, tests: addressTests }),
  pair('CommonJS, closures', 'find-my-way', '9.9.0', '9.10.0', routers),
  pair('CommonJS, closures', 'find-my-way', '9.10.0', '9.10.1', routers),
  pair(`${compiled.both}, private state`, 'minimatch', '11.0.7', '11.0.8', patterns),
  pair(`${compiled.both}, private state`, 'minimatch', '11.0.8', '11.0.9', patterns),
  pair('CommonJS', 'secure-json-parse', '4.1.0', '4.1.1', {
    entries: ['index.js'],
    needs: ['tape@5'],
    values: [`'{"__proto__":{"a":1},"b":1}'`, "{ protoAction: 'remove' }"],
    tests: ['test/index.test.js'],
  }),
  pair(`${compiled.module}, classes`, 'hono', '4.13.16', '4.13.17', webs),
  pair(`${compiled.module}, classes`, 'hono', '4.13.17', '4.13.18', webs),
  pair(`${compiled.module}, classes`, 'hono', '4.13.18', '4.13.19', webs),
];
