import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { instrument } from '../../../agent/dist/load/instrument.js';
import { installOriginalText } from '../../../agent/dist/load/original-text.js';
import { Writer } from './generated.ts';

installOriginalText();
const runs = Number(process.env['SUTURE_TEST_RUNS'] ?? 400);

type Body = (say: unknown, text: unknown, call: unknown, use: unknown, base: unknown, tag: unknown) => void;

function describe(value: unknown): string {
  if (typeof value === 'function') return `${value.name}/${value.length}`;
  return inspect(value, { depth: 3 }).slice(0, 500);
}

/** How V8 names a value that is no iterable is not kept: see docs/decisions/0004-what-guards-show.md. */
function known(message: string): string {
  return /is not iterable|property 'Symbol\(Symbol\.iterator\)' of/.test(message) ? 'not iterable' : message;
}

/** Runs a program and gives everything that it said, what became of its promises and iterators included. */
async function run(code: string): Promise<string[]> {
  const said: string[] = [];
  const later: Promise<unknown>[] = [];
  const say = (...values: unknown[]): void => {
    if (said.length < 500) said.push(values.map(describe).join(' '));
  };
  const sayError = (error: unknown): void =>
    say('threw', error instanceof Error ? `${error.name}: ${known(error.message)}` : error);
  // Every second and third one is returned or thrown into on its way.
  let driven = 0;
  const drive = (items: Generator): void => {
    const how = driven++ % 3;
    if (how > 0) say('first', items.next('a'), items.next('b'));
    if (how === 1) say('returned', items.return('r'));
    if (how === 2) say('thrown', items.throw(new Error('t')));
    say('items', ...items);
  };
  const seen = new Map<TemplateStringsArray, number>();
  const tag = (strings: TemplateStringsArray, ...values: unknown[]): TemplateStringsArray => {
    seen.set(strings, (seen.get(strings) ?? 0) + 1);
    say(strings.raw.join('|'), seen.size, seen.get(strings), ...values);
    return strings;
  };
  const follow = (value: unknown): void => {
    if (value instanceof Promise) later.push(value.then((v) => say('then', v), sayError));
    else if (value && typeof (value as AsyncGenerator)[Symbol.asyncIterator] === 'function')
      later.push(
        (async () => {
          const items = value as AsyncGenerator;
          const how = driven++ % 3;
          if (how > 0) say('first', await items.next('a'), await items.next('b'));
          if (how === 1) say('returned', await items.return('r'));
          if (how === 2) say('thrown', await items.throw(new Error('t')).catch(String));
          for await (const item of items) say('item', item);
        })().catch(sayError),
      );
    else if (typeof (value as Generator)?.next === 'function') drive(value as Generator);
    else say('gave', value);
  };
  const call = (f: unknown, ...values: unknown[]): void => {
    try {
      say(describe(f));
      follow((f as (...values: unknown[]) => unknown)(...values));
    } catch (error) {
      sayError(error);
    }
  };
  const use = (made: new (...values: unknown[]) => object, ...values: unknown[]): void => {
    try {
      const object = new made(...values);
      say(object);
      for (const key of Object.getOwnPropertyNames(made.prototype))
        if (key !== 'constructor')
          call(
            (...given: unknown[]) => {
              const member = (object as Record<string, unknown>)[key];
              return typeof member === 'function' ? Reflect.apply(member, object, given) : member;
            },
            ...values,
          );
    } catch (error) {
      sayError(error);
    }
  };
  class Base {
    b = 1;
  }
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- generated programs
    (new Function('say', 'text', 'call', 'use', 'Base', 'tag', code) as Body)(say, String, call, use, Base, tag);
  } catch (error) {
    sayError(error);
  }
  // What is followed may call for more to be followed.
  for (const settled of later) await settled;
  return said;
}

test('a generated program says the same with guards, and the text of its functions is what was written', async () => {
  let ran = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(5039), { minLength: 20, maxLength: 400, size: 'max' }), async (choices) => {
      const source = new Writer(choices).program();
      try {
        // oxlint-disable-next-line typescript/no-implied-eval -- generated programs
        new Function(source);
      } catch {
        return;
      }
      const made = instrument(source, { url: 'file:///generated.cjs', format: 'commonjs' });
      // Acorn does not read an async function expression with patterns in a template: such a module runs as it is.
      if (!made.ok) return;
      const plain = await run(source);
      ran += plain.length > 1 ? 1 : 0;
      const guarded = await run(made.code);
      assert.equal(guarded.join('\n'), plain.join('\n'), source);
    }),
    { numRuns: runs, includeErrorInReport: true },
  );
  assert.ok(ran > runs / 3, `${ran} of ${runs} programs ran`);
});
