/** One kind of function: a module whose `take` gives a reference, taken before the edit, that is called ever after. */
export interface Construct {
  readonly name: string;
  /** The module; `'old'` in it becomes `'new'`. */
  readonly source: string;
  /** What the plan says where the edit cannot be loaded: never a silent half. */
  readonly refused?: RegExp;
}

const one = (name: string, ...lines: readonly string[]): Construct => ({ name, source: `${lines.join('\n')}\n` });

/** Every construct that can take a new body, at module level, in classes and in closures. */
export const constructs: readonly Construct[] = [
  one('function declaration', "function say() { return 'old'; }", 'export const take = () => say;'),
  one('exported function declaration', "export function say() { return 'old'; }", 'export const take = () => say;'),
  one(
    'default export',
    "export default function () { return 'old'; }",
    "import say from './it.js';",
    'export const take = () => say;',
  ),
  one('function expression', "const say = function () { return 'old'; };", 'export const take = () => say;'),
  one('arrow with a block', "const say = () => { return 'old'; };", 'export const take = () => say;'),
  one('arrow with an expression', "const say = () => 'old';", 'export const take = () => say;'),
  one('object method', "const it = { say() { return 'old'; } };", 'export const take = () => it.say;'),
  one('object getter', "const it = { get say() { return 'old'; } };", 'export const take = () => () => it.say;'),
  one(
    'object setter',
    "const it = { heard: '', set say(x) { this.heard = x + 'old'; } };",
    'export const take = () => () => {',
    "  it.say = '';",
    '  return it.heard;',
    '};',
  ),
  one(
    'class method',
    "class It { say() { return 'old'; } }",
    'const it = new It();',
    'export const take = () => it.say.bind(it);',
  ),
  one('static method', "class It { static say() { return 'old'; } }", 'export const take = () => It.say;'),
  one(
    'computed method',
    "const name = Symbol('say');",
    "class It { [name]() { return 'old'; } }",
    'export const take = () => It.prototype[name];',
  ),
  one(
    'private method',
    "class It { #say() { return 'old'; } say() { return this.#say(); } }",
    'const it = new It();',
    'export const take = () => () => it.say();',
  ),
  one(
    'private static method',
    "class It { static #say() { return 'old'; } static say() { return It.#say(); } }",
    'export const take = () => It.say;',
  ),
  one(
    'method that reads a private field',
    'class It {',
    "  #word = 'wo';",
    "  say() { return this.#word && 'old'; }",
    '}',
    'const it = new It();',
    'export const take = () => () => it.say();',
  ),
  one(
    'method that calls super',
    "class Base { say() { return ''; } }",
    "class It extends Base { say() { return super.say() + 'old'; } }",
    'const it = new It();',
    'export const take = () => () => it.say();',
  ),
  one(
    'getter',
    "class It { get say() { return 'old'; } }",
    'const it = new It();',
    'export const take = () => () => it.say;',
  ),
  one(
    'setter',
    "class It { heard = ''; set say(x) { this.heard = x + 'old'; } }",
    'const it = new It();',
    "export const take = () => () => ((it.say = ''), it.heard);",
  ),
  one(
    'private getter',
    "class It { get #say() { return 'old'; } say() { return this.#say; } }",
    'const it = new It();',
    'export const take = () => () => it.say();',
  ),
  one('static getter', "class It { static get say() { return 'old'; } }", 'export const take = () => () => It.say;'),
  one(
    'base constructor',
    "class It { constructor() { this.word = 'old'; } }",
    'export const take = () => () => new It().word;',
  ),
  one(
    'derived constructor',
    'class Base { constructor(x) { this.x = x; } }',
    'class It extends Base {',
    "  constructor() { super('old'); this.own = true; }",
    '}',
    'export const take = () => () => new It().x;',
  ),
  one(
    'function as constructor',
    "function It() { this.word = 'old'; }",
    'export const take = () => () => new It().word;',
  ),
  one('async function', "async function say() { await null; return 'old'; }", 'export const take = () => say;'),
  one('async arrow', "const say = async () => (await null, 'old');", 'export const take = () => say;'),
  one(
    'async method',
    "class It { async say() { await null; return 'old'; } }",
    'const it = new It();',
    'export const take = () => () => it.say();',
  ),
  one('generator', "function* say() { yield 'old'; }", 'export const take = () => () => [...say()].join();'),
  one(
    'generator method',
    "class It { *say() { yield 'old'; } }",
    'const it = new It();',
    'export const take = () => () => [...it.say()].join();',
  ),
  one(
    'async generator',
    "async function* say() { await null; yield 'old'; }",
    'export const take = () => async () => {',
    "  let all = '';",
    '  for await (const part of say()) all += part;',
    '  return all;',
    '};',
  ),
  one(
    'async generator that delegates',
    'async function* parts() { yield await 1; }',
    "async function* say() { yield* parts(); return 'old'; }",
    'export const take = () => async () => {',
    '  const it = say();',
    '  await it.next();',
    '  return (await it.next()).value;',
    '};',
  ),
  one(
    'closure that counts in a captured variable',
    'function counter() {',
    '  let count = 0;',
    "  return () => { count += 1; return count > 0 && 'old'; };",
    '}',
    'const say = counter();',
    'export const take = () => say;',
  ),
  one(
    'closure that reads a parameter of its maker',
    "const make = (word) => function () { return word + 'old'; };",
    "const say = make('');",
    'export const take = () => say;',
  ),
  one(
    'closure in a closure',
    'const outer = (a) => (b) => () => {',
    "  return a + b + 'old';",
    '};',
    "const say = outer('')('');",
    'export const take = () => say;',
  ),
  one(
    'function declaration in a closure',
    'function make(word) {',
    "  function say() { return word + 'old'; }",
    '  return { say };',
    '}',
    "const { say } = make('');",
    'export const take = () => say;',
  ),
  one(
    'object method in a closure',
    'function make(word) {',
    "  return { say() { return word + 'old'; } };",
    '}',
    "const it = make('');",
    'export const take = () => it.say;',
  ),
  one(
    'class in a closure',
    'function make(word) {',
    "  return class It { say() { return word + 'old'; } };",
    '}',
    "const it = new (make(''))();",
    'export const take = () => () => it.say();',
  ),
  one(
    'private name of a class that is made in a function',
    'function make(word) {',
    "  return class It { #own = word; say() { return this.#own + 'old'; } };",
    '}',
    "const it = new (make(''))();",
    'export const take = () => () => it.say();',
  ),
  {
    name: 'private name of such a class behind a question mark',
    source: `function make(word) {
  return class It { #own = word; self = this; say() { return this?.self.#own + 'old'; } };
}
const it = new (make(''))();
export const take = () => () => it.say();
`,
    refused: /#own/,
  },
  one(
    'arrow that uses the this of its maker',
    'class It {',
    "  word = '';",
    "  constructor() { this.say = () => { return this.word + 'old'; }; }",
    '}',
    'const it = new It();',
    'export const take = () => it.say;',
  ),
  one(
    'arrow in a class field',
    "class It { word = ''; say = () => this.word + 'old'; }",
    'const it = new It();',
    'export const take = () => it.say;',
  ),
  one(
    'function with defaults and destructuring',
    "function say({ word = '' } = {}, ...rest) { return word + rest.join() + 'old'; }",
    'export const take = () => () => say();',
  ),
  one(
    'function that reads arguments',
    "function say() { return [...arguments].join() + 'old'; }",
    "export const take = () => () => say('', '').replace(',', '');",
  ),
  one(
    'function held by a timer',
    "let heard = '';",
    "const tick = () => { heard = 'old'; };",
    'setInterval(tick, 1).unref();',
    'export const take = () => async () => {',
    "  heard = '';",
    '  while (!heard) await new Promise((resolve) => setTimeout(resolve, 1));',
    '  return heard;',
    '};',
  ),
  one(
    'listener of an emitter',
    "import { EventEmitter } from 'node:events';",
    'const emitter = new EventEmitter();',
    "emitter.on('ask', (answer) => { answer('old'); });",
    "export const take = () => () => new Promise((resolve) => emitter.emit('ask', resolve));",
  ),
];
