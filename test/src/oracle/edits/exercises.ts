import type { PackageExercise } from '../upgrade-exercises.ts';

/** A package that is of another kind than those that are upgraded. */
export interface MoreExercise extends PackageExercise {
  /** What it is written in, and what it is made of. */
  readonly kind: string;
}

/** Shows what packages do whose own tests show it when they are upgraded; by the name of the package. */
export const callsOf: Readonly<Record<string, string>> = {
  'fast-json-stringify': `((it) => [
  ...[{}, { largeArrayMechanism: 'json-stringify' }, { rounding: 'ceil' }].map((options) => () => it({ title: 'T', type: 'object', properties: { s: { type: 'string' }, n: { type: 'integer' }, f: { type: 'number' }, b: { type: 'boolean' },
    d: { type: 'string', format: 'date-time' }, day: { type: 'string', format: 'date' }, l: { type: 'array', items: { type: 'string' } }, o: { type: 'object', properties: { x: { default: 'y', type: 'string' } }, additionalProperties: { type: 'number' } }, z: { type: ['string', 'null'] } }, required: ['s'] }, options)
    ({ s: 'a"b', n: 3.4, f: 1.5, b: 1, d: new Date(0), day: new Date(0), l: ['p', 'q'], o: { other: '7' }, z: null, left: 'out' })),
  () => it({ type: 'object', properties: { s: { type: 'string' } }, required: ['s'] })({}),
  () => it({ anyOf: [{ type: 'string' }, { type: 'object', properties: { a: { const: 1 } } }] })({ a: 1 }),
  () => it({ definitions: { p: { type: 'object', properties: { x: { type: 'integer' } } } }, type: 'array', items: { $ref: '#/definitions/p' } })([{ x: 1 }, { x: '2' }]),
  () => it({ type: 'object', patternProperties: { '^n': { type: 'number' } }, additionalProperties: { type: 'string' } })({ n1: '5', m: 6 }),
  () => it({ if: { properties: { k: { const: 'a' } } }, then: { type: 'object', properties: { v: { type: 'string' } } }, else: { type: 'object', properties: { w: { type: 'string' } } } })({ k: 'a', v: 1, w: 2 }),
  () => it({ type: 'unknown' }), () => it({ type: 'object', properties: { a: { $ref: '#/nowhere' } } })({ a: 1 }),
])(it.default ?? it)`,
  'light-my-request': `((it) => [
  ...[{ url: '/a?b=1', query: { c: 2 } }, { method: 'POST', url: '/x', payload: { a: 1 } }, { method: 'PUT', url: 'http://h:1/y', payload: 'text', headers: { Accept: 'a', n: 5 }, cookies: { k: 'v' } }, '/plain', { url: '/r', remoteAddress: '1.2.3.4', authority: 'me' }, { method: 'NO', url: '/' }, { url: 7 }]
    .map((options) => () => it((req, res) => { let body = ''; req.on('data', (part) => { body += part; }); req.on('end', () => { res.setHeader('x-a', ['1', '2']); res.writeHead(201, { 'set-cookie': 'q=1; Path=/', date: 'today' }); res.write('got '); res.end(JSON.stringify([req.method, req.url, req.headers, body, req.socket.remoteAddress])); }); }, options)
      .then(({ statusCode, headers, payload, cookies, trailers }) => [statusCode, headers, payload, cookies, trailers])),
  () => it((req, res) => { res.statusCode = 404; res.end('{"a":[1]}'); }).get('/chain').headers({ a: 'b' }).query({ z: 1 }).end().then((res) => [res.statusCode, res.json(), res.rawPayload.length, it.isInjection(res.raw.req), it.isInjection({})]),
  () => new Promise((done) => it((req, res) => res.destroy(new Error('gone')), '/', (error, res) => done([String(error), res?.statusCode]))),
  () => it((req, res) => req.pipe(res), { method: 'POST', url: '/', payload: Buffer.from('abc') }).then((res) => res.body),
])(it.default ?? it)`,
  avvio: `[
  ...[{ expose: { use: 'load' } }, { autostart: false }, { timeout: 50 }].map((options) => () => new Promise((done) => { const seen = [], app = {}; const all = it(app, options, () => seen.push('ready')); const use = (app.load ?? app.use).bind(app);
    use((server, given, next) => { seen.push(['first', given]); (server.load ?? server.use).call(server, (inner, more, go) => { seen.push('nested'); go(); }); next(); }, { a: 1 });
    use(async () => { seen.push('second'); }); app.after((error, next) => { seen.push('after ' + error); next(); }); use((server, given, next) => next(new Error('bad')));
    app.ready((error) => { seen.push('told ' + error); done([seen, all.booted, all.toJSON().nodes.map(({ label }) => label), all.prettyPrint().replace(/[0-9]+ ms/g, '')]); }); all.start?.(); })),
  async () => { const seen = [], app = it(); app.onClose((me, done) => { seen.push('closed'); done(); }); app.use((server, given, next) => setImmediate(next)); app.on('start', () => seen.push('start')); await app.ready(); await new Promise((done) => app.close(done)); return seen; },
  () => it().use(5), () => new Promise((done) => { const app = it({}, { timeout: 20 }); app.use(function late(server, given, next) {}); app.ready((error) => done([error.code, error.message])); }),
]`,
};

/** Packages of other kinds, by name and version. */
export const moreExercises: Readonly<Record<string, MoreExercise>> = {
  'cron-parser@5.10.5': {
    kind: 'TypeScript to CommonJS, classes and enums',
    entries: ['dist/index.js'],
    needs: ['luxon@3'],
    calls: `[
  ...['*/15 2-4 * * *', '0 0 12 L * ?', '30 8 1,15 jan-mar MON#2', '@weekly', '0 0 29 2 *', '61 * * * *', '* * * * * * *', '0 30 1 * * 7L', 'H H * * *', '5-1 * * * *'].map((text) => () => {
    const options = { currentDate: new Date(1740000000000), tz: 'Europe/Berlin', hashSeed: 'a' }; const cron = it.CronExpressionParser.parse(text, options); const next = cron.take(3).map(String); cron.reset();
    return [next, cron.prev().toISOString(), cron.stringify(true), cron.hasPrev(), cron.includesDate(new Date(1740002400000)), cron.fields.hour.values, JSON.stringify(cron.fields.dayOfWeek.serialize())]; }),
  () => { const d = new it.CronDate('2025-03-30T01:30:00', 'Europe/Berlin'); d.addHour(); const at = [d.toISOString()]; d.applyDateOperation('Subtract', 'Day', 24); d.addMonth(); d.subtractYear(); return [at, d.toISOString(), d.getDay(), d.isLastDayOfMonth(), d.isLastWeekdayOfMonth(), d.getUTCHours()]; },
  () => [...it.CronExpressionParser.parse('0 0 * * *', { currentDate: new Date(0), endDate: new Date(3e8), tz: 'UTC' })].map(String),
  () => { const f = it.CronFieldCollection.from(it.CronExpressionParser.parse('1 2 3 4 5').fields, { hour: [7, 8, 9] }); return [f.stringify(), it.CronFieldCollection.compactField([1, 2, 3, 7, 9, 11])]; },
  () => new it.CronHour([25]), () => new it.CronDayOfMonth(['L', 5]).hasLastChar, () => new it.CronDate('never'),
]`,
  },
  'retry@0.13.1': {
    kind: 'CommonJS, prototypes, callbacks',
    entries: ['index.js'],
    calls: `[
  () => it.timeouts({ retries: 5, minTimeout: 10, factor: 3, maxTimeout: 500 }), () => it.timeouts([1, 2]), () => it.timeouts({ minTimeout: 5, maxTimeout: 1 }), () => it.createTimeout(3, { minTimeout: 4, factor: 2, maxTimeout: 100, randomize: false }),
  () => new Promise((done) => { const seen = [], work = it.operation([1, 2, 3]); work.attempt((n) => { seen.push(n); if (work.retry(n < 3 && new Error(n < 2 ? 'a' : 'b'))) return; done([seen, String(work.mainError()), work.errors().length, work.attempts()]); }, { timeout: 1000, cb() {} }); }),
  () => new Promise((done) => { const work = it.operation({ forever: true, retries: 1, minTimeout: 1, maxTimeout: 2 }); work.attempt((n) => { if (n > 3) work.stop(); if (!work.retry(new Error('e' + n))) done([n, work.errors().map(String)]); }); }),
  () => new Promise((done) => { const work = it.operation([1]); work.attempt((n) => { if (!work.retry(new Error('x'))) { work.reset(); done([n, work.attempts(), String(work.mainError())]); } }); }),
  () => new Promise((done) => { const o = { n: 0, get(a, cb) { cb(++this.n < 2 ? new Error(a) : null, a + this.n); } }; it.wrap(o, { minTimeout: 1, retries: 2 }, ['get']); o.get('v', (error, value) => done([error, value, o.n])); }),
]`,
  },
  'eventemitter3@5.0.4': {
    kind: 'CommonJS, prototypes',
    entries: ['index.mjs'],
    calls: `[
  () => { const seen = [], e = new it.EventEmitter(), me = { who: 'me' }; const f = function (...all) { seen.push([this === me, ...all]); }; e.on('a', f, me).once('a', f).addListener('b', f); for (const n of [0, 1, 2, 3, 4, 5, 6]) e.emit('a', ...Array(n).fill(n)); e.once('c', f); e.once('c', f);
    const before = [e.eventNames(), e.listenerCount('a'), e.listeners('c').length]; e.off('a', f, {}); e.removeListener('c', f, undefined, true); return [seen, before, e.emit('c', 1, 2), e.eventNames(), e.emit('zz')]; },
  () => { const e = new it.EventEmitter(), s = Symbol('s'); e.on(s, () => {}); e.on('x', () => {}); e.removeAllListeners('x'); const left = e.eventNames(); e.removeAllListeners(); return [left, e.eventNames(), e._eventsCount]; },
  () => new it.EventEmitter().on('a', 5), () => { class E extends it.EventEmitter {} const e = new E(); let n = 0; e.on('a', () => { n++; e.removeAllListeners('a'); }); e.on('a', () => n++); return [e.emit('a'), e.emit('a'), n]; },
]`,
  },
  'split2@4.2.0': {
    kind: 'CommonJS, streams',
    entries: ['index.js'],
    calls: `[() => [], () => [/,/], () => ['a'], () => [(line) => line || undefined], () => [{ maxLength: 3 }], () => [{ maxLength: 3, skipOverflow: true }], () => [/;/, (line) => line.length], () => [JSON.parse]].map((make) => () => new Promise((done) => {
    const out = [], s = it(...make()); s.on('data', (line) => out.push(line)).on('error', (error) => done([out, error.message])).on('end', () => done(out)); for (const part of ['ab,1\\n2\\r', '\\nlonger;x', Buffer.from([0xc3]), Buffer.from([0xa9]), '\\n\\nq']) s.write(part); s.end(); }))`,
  },
  'stream-chain@4.4.1': {
    kind: 'ESM, streams and generators',
    entries: [
      'src/index.js',
      'src/utils/batch.js',
      'src/utils/fold.js',
      'src/utils/lines.js',
      'src/utils/take.js',
      'src/utils/takeWhile.js',
      'src/utils/skip.js',
      'src/utils/scan.js',
      'src/utils/readableFrom.js',
      'src/utils/fixUtf8Stream.js',
      'src/jsonl/parser.js',
      'src/jsonl/stringer.js',
      'src/fun.js',
    ],
    calls: `(() => { const { chain, gen, many, none, stop, finalValue, asStream } = it.default ? { ...it, chain: it.default } : it; const at = (n) => loaded[n].default;
  const run = (stages, input) => new Promise((done) => { const out = []; let s; try { s = chain(stages); } catch (error) { return done(String(error)); } s.on('data', (d) => out.push(d)).on('error', (error) => done([out, error.message])).on('end', () => done(out)); for (const one of input) s.write(one); s.end(); });
  const all = async (made, input) => { const out = []; for (const one of input) for await (const got of made(one)) out.push(got); return out; };
  return [
    () => run([(x) => x * x, (x) => x % 2 ? x : null, function* (x) { yield x; yield -x; }, async (x) => [x]], [1, 2, 3]), () => run([(x) => many([x, x + 1]), at(1)(2)], [1, 2, 3]), () => run([at(2)((a, b) => a + b, 0)], [1, 2, 3]),
    () => run([at(3)(), (line) => line.toUpperCase()], ['a\\nb', 'c\\r', '\\nd']), () => run([at(4)(2), (x) => x + 1], [5, 6, 7]), () => run([at(6)(1), at(7)((a, x) => a + x, 10)], [1, 2, 3]), () => run([at(5)((x) => x < 3)], [1, 2, 3, 1]),
    () => run([at(9)(), at(10)()], ['{"a":1}\\n[2', ']\\n"x"']), () => run([at(11)()], [{ a: 1 }, 'b']), () => run([(x) => { if (x > 1) throw new Error('no ' + x); return x; }], [1, 2]), () => run([(x) => x > 1 ? stop : finalValue(x), (x) => 'never ' + x], [1, 2]), () => run([5], [1]),
    () => all(gen((x) => x + 1, async function* (x) { yield x; yield x * 10; }, (x) => x === 20 ? none : x), [1, 2]), () => all(at(12)((x) => x + 1, (x) => many([x, x])), []), async () => [await at(12)((x) => x + 1, (x) => many([x, x]))(1)],
    async () => { const out = []; for await (const one of at(8)(function* () { yield 1; yield 2; })) out.push(one); return out; }, async () => { const out = []; for await (const one of chain([at(8)([1, 2, 3]), (x) => x * 2])) out.push(one); return out; },
  ]; })()`,
  },
};
