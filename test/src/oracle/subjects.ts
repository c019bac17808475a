import type { ModuleFormat } from '@suture/protocol/process.js';

/** A published module that gets random edits, and calls that show what it does. */
export interface Subject {
  readonly package: string;
  readonly format: ModuleFormat;
  /** The modules to edit. */
  readonly files: readonly string[];
  /** The whole module stands in one function that runs once, at start. */
  readonly isWrapped?: boolean;
  /** The body of a module that imports from `./subject/` and holds the calls as an array named `calls`. */
  readonly calls: string;
}

/** Modules without state of their own, so that a restart loses nothing. */
export const subjects: readonly Subject[] = [
  {
    package: 'ms',
    format: 'commonjs',
    files: ['index.js'],
    calls: `import ms from './subject/index.js';
const calls = [
  ...['1', '2 days', '-3h', '1.5 weeks', '100ms', '1y', 'x', ''].map((text) => () => ms(text)),
  ...[0, 500, 61e3, -7.2e6, 2e9].flatMap((n) => [() => ms(n), () => ms(n, { long: true })]),
  () => ms(Number.NaN),
];`,
  },
  {
    package: 'he',
    format: 'commonjs',
    files: ['he.js'],
    isWrapped: true,
    calls: `import he from './subject/he.js';
const calls = [
  ...['&amp;&copy;&#x41;&#65', '&notit;&am', '&#0;&#128;&#55296;', 'a&b', '&;&#xZ;'].flatMap((text) => [
    () => he.decode(text), () => he.decode(text, { isAttributeValue: true }), () => he.decode(text, { strict: true })]),
  ...['<é>&"', 'a\\u{1F600}b\\u0007', 'fj'].flatMap((text) => [
    () => he.encode(text), () => he.encode(text, { useNamedReferences: true }), () => he.encode(text, { decimal: true }), () => he.escape(text)]),
];`,
  },
  {
    package: 'smol-toml',
    format: 'module',
    files: [
      'date.js',
      'error.js',
      'extract.js',
      'parse.js',
      'primitive.js',
      'stringify.js',
      'struct.js',
      'util.js',
    ].map((file) => `dist/${file}`),
    calls: `import { parse, stringify, TomlDate } from './subject/dist/index.js';
const texts = ['a = 1\\nb = "x"\\n[t]\\nc = [1, 2.5, true]', 'd = 1979-05-27T07:32:00Z\\ne = 07:32:00', '[[p]]\\nn = "a"\\n[[p]]\\nn = "b"',
  'm = """\\nline \\\\u00e9\\n"""', 'x = 0xff\\ny = 1_000\\nz = inf', 'a = 1\\na = 2', 'b = [1,', 'i = { j = 1, k.l = 2 }', '= 1', 'v = 01'];
const calls = [
  ...texts.map((text) => () => JSON.stringify(parse(text))),
  ...texts.map((text) => () => stringify(parse(text))),
  () => new TomlDate('2020-01-02').isDate(),
  () => new TomlDate('2020-01-02T03:04:05+01:00').toISOString(),
  () => stringify({ a: [{ b: 1 }], c: { d: new Date(0) }, 'e f': 'g"h' }),
];`,
  },
  {
    package: 'json-server',
    format: 'module',
    files: ['lib/service.js'],
    calls: `import { Service, isData, isItem } from './subject/lib/service.js';
const db = () => ({ data: { posts: [{ id: '1', n: 3, t: 'a' }, { id: '2', n: 1, t: 'b' }, { id: 3, n: 2 }], comments: [{ id: 'c', postId: '1' }], profile: { name: 'x' } }, write() {} });
const calls = [
  () => isItem({}), () => isData({ a: [{}] }), () => isData({ a: [1] }), () => isData(null),
  ...[{}, { _sort: 'n' }, { n_gt: '1' }, { n_lte: '2' }, { t: 'a' }, { t_ne: 'a' }, { _page: 1, _per_page: 2 }, { _start: 1, _end: 2 }, { _limit: 1 }, { _embed: 'comments' }]
    .map((query) => () => JSON.stringify(new Service(db()).find('posts', query))),
  () => JSON.stringify(new Service(db()).findById('comments', 'c', { _embed: 'post' })),
  async () => JSON.stringify(await new Service(db()).patch('profile', { age: 1 })),
  async () => JSON.stringify(await new Service(db()).updateById('posts', '1', { n: 9 })),
  async () => { const it = db(); return JSON.stringify([await new Service(it).destroyById('posts', '1', 'comments'), it.data]); },
];`,
  },
];
