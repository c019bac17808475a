import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, patch, rollback } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

const kinds = { plain: '', async: 'async', generator: '*', 'async generator': 'async *' } as const;
type Kind = keyof typeof kinds;

const prefix = (kind: Kind): string =>
  `${kind.startsWith('async') ? 'async ' : ''}function${kind.endsWith('generator') ? '*' : ''}`;
const method = (kind: Kind): string => kinds[kind];

/** A body that says something, in the way of its kind. */
const body = (kind: Kind, text: string): string =>
  kind.endsWith('generator') ? `{ yield '${text}' }` : `{ return '${text}' }`;

/** What somebody gets who calls a function and takes the result for what it is. */
async function heard(result: Loose): Promise<string> {
  if (typeof result === 'string') return `plain ${result}`;
  if (typeof result.then === 'function') return `async ${await result}`;
  const isAsync = result[Symbol.asyncIterator] !== undefined;
  const said: string[] = [];
  for await (const each of result) said.push(each);
  return `${isAsync ? 'async generator' : 'generator'} ${said.join()}`;
}

interface Place {
  readonly format?: 'commonjs';
  readonly source: (kind: Kind, text: string) => string;
  /** Finds the function anew, as those do who call it by its name. */
  readonly find: (exports: Loose) => () => unknown;
}

const places: Readonly<Record<string, Place>> = {
  'a declared function': {
    source: (kind, text) =>
      `${prefix(kind)} say() ${body(kind, text)}\nexport const call = () => say()\nexport const take = () => say`,
    find:
      ({ call }) =>
      () =>
        call(),
  },
  'a function that another module imports': {
    source: (kind, text) => `export ${prefix(kind)} say() ${body(kind, text)}\nexport const take = () => say`,
    find:
      ({ importer }) =>
      () =>
        importer.call(),
  },
  'a constant': {
    source: (kind, text) =>
      `const say = ${prefix(kind)} () ${body(kind, text)}\nexport const call = () => say()\nexport const take = () => say`,
    find:
      ({ call }) =>
      () =>
        call(),
  },
  'a method': {
    source: (kind, text) =>
      `class A { ${method(kind)} say() ${body(kind, text)} }\nexport const a = new A()\nexport const take = () => a.say`,
    find:
      ({ a }) =>
      () =>
        a.say(),
  },
  'a static method': {
    source: (kind, text) =>
      `export class A { static ${method(kind)} say() ${body(kind, text)} }\nexport const take = () => A.say`,
    find:
      ({ A }) =>
      () =>
        A.say(),
  },
  'an export of CommonJS': {
    format: 'commonjs',
    source: (kind, text) => `exports.say = ${prefix(kind)} () ${body(kind, text)}\nexports.take = () => exports.say`,
    find: (exports) => () => exports.say(),
  },
};

for (const [place, { format, source, find }] of Object.entries(places)) {
  test(`${place} becomes of any other kind for those who call it by name, and the plan tells what others get`, async () => {
    for (const was of Object.keys(kinds) as Kind[]) {
      for (const is of Object.keys(kinds) as Kind[]) {
        if (was === is) continue;
        const way = `${was} becomes ${is}`;
        const specimen = await load(source(was, 'old'), format);
        const exports: Loose = { ...specimen.exports };
        if (place.includes('imports')) {
          const name = specimen.url.slice(specimen.url.lastIndexOf('/') + 1);
          exports.importer = (await load(`import { say } from './${name}'; export const call = () => say()`)).exports;
        }
        const call = find(format ? specimen.exports : exports);
        const saved = exports.take();
        const first = await patch([specimen, source(is, 'new')]);
        assert.ok(first.ok, `${way}: ${'message' in first ? first.message : ''}`);
        assert.equal(await heard(call()), `${is} new`, way);
        const warnings = first.plan.modules.flatMap((module) => module.warnings.map(({ reason }) => reason)).join(' ');
        const expected = was === 'plain' ? `${is} new` : was === 'async' && is === 'plain' ? 'async new' : `${was} old`;
        assert.equal(await heard(saved()), expected, way);
        assert.match(
          warnings,
          was === 'plain'
            ? /it stays one without/
            : expected === 'async new'
              ? /goes on getting a promise/
              : /its old body/,
          way,
        );
        const second = await patch([specimen, source(is, 'newer')]);
        assert.ok(second.ok, `${way}, and then another body: ${'message' in second ? second.message : ''}`);
        assert.equal(await heard(call()), `${is} newer`, way);
        assert.equal(await heard(saved()), expected.replace('new', 'newer'), way);
        const back = await patch([specimen, source(was, 'back')]);
        assert.ok(back.ok, `${way}, and back: ${'message' in back ? back.message : ''}`);
        assert.equal(await heard(call()), `${was} back`, way);
        for (const { id } of [back, second, first]) assert.equal(await rollback(id), undefined);
        assert.equal(await heard(call()), `${was} old`, way);
        assert.equal(await heard(saved()), `${was} old`, way);
      }
    }
  });
}
