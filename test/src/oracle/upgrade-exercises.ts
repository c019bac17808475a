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
    forget: [{ path: 'classes/range.js', code: 'cache.map.clear()' }],
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
    // Patterns that were compiled and paths that were split before: the second use of one goes another way than the first.
    forget: ['esm', 'commonjs'].map((side) => ({
      path: `dist/${side}/index.js`,
      code: ['cacheTotalWeight', 'lastSplit', 'lastChecked']
        .map(
          (name) => `if (typeof ${name} !== 'undefined') ${name} = ${name === 'cacheTotalWeight' ? 0 : 'undefined'};`,
        )
        .join('')
        .concat('cache.clear(); oldCache.clear(); cacheSize = 0'),
    })),
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
  avvio: {
    entries: ['index.js'],
    needs: ['@fastify/error@4', 'fastq@1'],
    tests: testFiles(`
    after-and-ready after-pass-through after-self-promise after-throw after-use-after async-await await-after await-self
    await-use basic callbacks catch-override-exception chainable close errors events-listeners expose load-plugin no-done
    override plugin-loaded-so-far plugin-name plugin pretty-print reentrant to-json twice-done
  `),
  },
  'sonic-boom': {
    entries: ['index.js'],
    needs: ['atomic-sleep@1'],
    calls: `(() => { const fs = process.getBuiltinModule('node:fs'); const file = () => fs.mkdtempSync(process.getBuiltinModule('node:os').tmpdir() + '/boom-') + '/log';
  return [
    () => new Promise((done) => { const dest = file(), s = new it({ dest, sync: false, minLength: 0 }), seen = []; for (const name of ['ready', 'drain', 'finish', 'close']) s.on(name, () => seen.push(name));
      s.write('a'); s.once('drain', () => { s.reopen(dest + '2'); s.once('ready', () => { s.write('b'); s.end(); }); }); s.on('close', () => done([seen, fs.readFileSync(dest, 'utf8'), fs.readFileSync(dest + '2', 'utf8')])); }),
    () => { const dest = file(), s = new it({ dest, sync: true, minLength: 10, maxLength: 40 }); const out = [s.write('12345'), s.write('67890x'), s.write('y'.repeat(50))]; s.flushSync(); s.destroy(); return [out, fs.readFileSync(dest, 'utf8').length, s.maxWriteRetries, s._writeRetries]; },
    () => new Promise((done) => { const s = new it({ dest: file(), sync: false, contentMode: 'buffer', minLength: 4 }); s.on('ready', () => { s.write(Buffer.from('ab')); s.flush((error) => { s.destroy(); done([String(error), s.destroyed, s.writable]); }); }); }),
    () => { try { new it({ dest: file(), minLength: 40, maxLength: 10, maxWrite: 20 }); } catch (error) { return error.message; } try { new it({}); } catch (error) { return error.message; } },
  ]; })()`,
  },
  fastq: {
    entries: ['queue.js'],
    needs: ['reusify@1', 'tape@5', 'async@3', 'neo-async@2'],
    calls: `((it) => [
  async () => { const seen = []; const q = it((n, done) => setTimeout(() => { seen.push(n); done(null, n * 2); }, 1), 2);
    const all = await Promise.all([1, 2, 3].map((n) => new Promise((resolve) => q.push(n, (error, value) => resolve(value))))); return [seen.sort(), all, q.idle(), q.length()]; },
  async () => { const q = it.promise(async (n) => { if (n < 0) throw new Error('less'); return n + 1; }, 1); const all = await Promise.allSettled([q.push(1), q.unshift(-1), q.push(2)]);
    await q.drained(); return [all.map(({ status }) => status), q.running(), q.concurrency]; },
  () => it(() => {}, 0),
])(it.default ?? it)`,
    tests: ['test/test.js', 'test/promise.js'],
  },
  router: {
    entries: ['index.js'],
    needs: ['debug@4', 'depd@2', 'is-promise@4', 'parseurl@1', 'path-to-regexp@8'],
    calls: `((it) => [
  () => new Promise((done) => { const r = it({ mergeParams: true }), seen = []; r.param('id', (q, s, next, id) => { seen.push('param ' + id); next(); });
    r.use((q, s, next) => { seen.push(q.url); next(); }); r.route('/a/:id').get((q, s, next) => { seen.push(q.params); next(); }).all((q, s, next) => next(new Error('no ' + q.params.id)));
    r.use('/a', (error, q, s, next) => { seen.push(error.message, q.baseUrl); next(); }); r.handle({ method: 'GET', url: '/a/7?x=1' }, {}, (error) => done([seen, String(error)])); }),
  () => new Promise((done) => { const r = it(); const sub = it(); sub.post('/y', async () => { throw undefined; }); r.use(['/x', '/z'], sub); r.handle({ method: 'POST', url: '/z/y' }, {}, (error) => done([String(error), Object.keys(r)])); }),
  () => { const seen = []; for (const make of [() => it().use(), () => it().use('/a', 1), () => it().param('a'), () => it().route('/:a').get('b'), () => it().handle({}, {})]) try { seen.push(typeof make()); } catch (error) { seen.push(error.message); } return seen; },
])(it.default ?? it)`,
  },
  luxon: {
    entries: ['src/luxon.js'],
    atMost: 3_000,
    values: ["'2025-03-30T01:30:00.000+02:00'", '{ days: 1.5, hours: 30 }', "'P1DT2H'", "'2025-W10'"],
    calls: `[
  () => { const d = it.DateTime.fromISO('2025-03-30T01:30', { zone: 'Europe/Berlin' }); return [d.plus({ hours: 1 }).toISO(), d.startOf('week').toISO(), d.diff(d.minus({ months: 1, days: 3 }), ['months', 'days', 'hours']).toObject(), d.setLocale('fr').toFormat('cccc d LLLL yyyy ZZZZ'), d.toRelativeCalendar({ base: d.plus({ days: 2 }) })]; },
  () => [it.Duration.fromISO('P1Y2M3DT4H5M6.7S').normalize().toHuman(), it.Duration.fromObject({ hours: 1.5, minutes: -90 }).shiftToAll().toObject(), it.Duration.fromMillis(123456789).rescale().toISO(), it.Duration.fromObject({ seconds: 0 }).toHuman({ showZeros: false })],
  () => [...it.Interval.fromISO('2025-01-01/2025-01-05').splitBy({ days: 2 })].map(String),
  () => [it.DateTime.fromFormat('12 mars 2025 14h', "d LLLL yyyy H'h'", { locale: 'fr' }).toISO(), it.DateTime.fromFormat('x', 'yyyy').invalidExplanation, it.Info.weekdays('short', { locale: 'de' })],
]`,
  },
  jose: {
    entries: ['dist/webapi/index.js'],
    calls: `[
  async () => { const key = new Uint8Array(32).fill(7); const t = await new it.SignJWT({ a: 1 }).setProtectedHeader({ alg: 'HS256' }).setIssuedAt(1000).setExpirationTime(4102444800).setAudience(['x', 'y']).sign(key);
    const out = [t]; for (const o of [{}, { audience: 'x' }, { audience: 'z' }, { issuer: 'me' }, { currentDate: new Date(5e12) }, { maxTokenAge: 5 }, { subject: '' }, { requiredClaims: ['nbf'] }]) out.push(await it.jwtVerify(t, key, o).then(({ payload }) => payload, (e) => [e.code, e.message, e.claim])); return out; },
  async () => { const key = new Uint8Array(32).fill(3); const jwe = await new it.GeneralEncrypt(new TextEncoder().encode('hi')).setProtectedHeader({ enc: 'A256GCM' }).addRecipient(key).setUnprotectedHeader({ alg: 'A256KW' }).encrypt();
    const read = (value, k, o) => it.generalDecrypt(value, k, o).then(({ plaintext }) => new TextDecoder().decode(plaintext), (e) => [e.code, e.message]);
    return [await read(jwe, key), await read(jwe, key.slice(1)), await read({ ...jwe, recipients: [] }, key), await read({ ...jwe, recipients: 5 }, key), await read(jwe, key, { keyManagementAlgorithms: [] })]; },
  async () => { const key = new Uint8Array(32).fill(5); const jws = await new it.GeneralSign(new TextEncoder().encode('hi')).addSignature(key).setProtectedHeader({ alg: 'HS256' }).sign();
    const read = (value, o) => it.generalVerify(value, key, o).then(({ payload }) => new TextDecoder().decode(payload), (e) => [e.code, e.message]);
    return [await read(jws), await read({ ...jws, signatures: [] }), await read({ ...jws, signatures: [null] }), await read(jws, { algorithms: ['HS384'] }), await read(5)]; },
  async () => { let n = 0; const set = it.createRemoteJWKSet(new URL('http://jwks.test/'), { [it.customFetch]: async (url, options) => (n++, new Response(JSON.stringify({ keys: [{ kty: 'oct', k: 'AAAA', alg: 'HS256', kid: 'a' }] }), { status: n > 1 ? 500 : 200 })) });
    const ask = (h) => set(h).then((k) => typeof k, (e) => [e.code, e.message]); return [await ask({ alg: 'RS256', kid: 'a' }), await ask({ alg: 'HS256', kid: 'b' }), set.fresh, set.coolingDown, set.jwks(), n]; },
]`,
  },
  yaml: {
    entries: ['dist/index.js'],
    atMost: 3_000,
    values: [
      "'a: [1, {b: c}]\\n- x'",
      "'&a [1, *a]'",
      "'a: &x {b: 1}\\nc:\\n  <<: *x\\n# end'",
      '\'{a: "x\\\\ty", ? b : c, d, "e":f}\'',
      "'--- |\\n x\\n...\\n%YAML 1.1\\n--- 2'",
    ],
    calls: `[
  () => it.parse('a: &a\\n  b: [1, two, ~]\\nc: *a\\nd: !!set {x, y}\\ne: 2001-12-14'), () => String(it.parseDocument('a:\\n  - b # c\\n  -   d\\n\\n\\ne: |+\\n  x\\n\\n')),
  () => it.parseAllDocuments('---\\na: 1\\n---\\n]: x\\n...\\nb').map((d) => [d.errors.map((e) => [e.code, e.message]), d.warnings.length, d.toString === undefined]),
  () => it.stringify({ a: [1, 'multi\\nline ', { b: null, c: new Map([[1, new Set([2])]]) }], d: 'x: y', e: '012' }, { lineWidth: 20 }), () => { const d = it.parseDocument('[a, &x b]'); d.contents.add(d.createAlias(d.contents.items[1])); return [String(d), d.toJS()]; },
]`,
  },
  marked: {
    entries: ['lib/marked.esm.js'],
    values: [
      "'# a\\n\\n- b\\n  1. c\\n\\n> **d** _e_ [g](h)'",
      "'|a|b|\\n|-|:-:|\\n|1|2|\\n\\n[x]: y\\n[x] <https://a.b> ~~c~~'",
    ],
    calls: `[() => it.parse('[a](<b c> "d")\\n***\\n    code\\n\\n<div>\\n*x*\\n</div>\\n\\n&copy; a  \\nb'), () => new it.Marked({ renderer: { heading({ tokens, depth }) { return depth + this.parser.parseInline(tokens); } } }).parse('# *x*'), () => it.lexer('- [x] a\\n\\n  b').map(({ type, raw }) => [type, raw])]`,
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
    // Random bytes that were drawn in advance; release 6 keeps them in a closure.
    forget: [{ path: 'index.js', code: "if (typeof poolOffset !== 'undefined') pool = poolOffset = undefined" }],
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
