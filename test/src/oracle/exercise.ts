/** What is asked of a package in a process of its own, before and after it has taken another release. */
export interface Exercise {
  /** Modules of the package that are loaded at start, as paths below its folder. */
  readonly entries: readonly string[];
  /** Values that every exported function is called with, as source text; general ones are added. Without any, none is. */
  readonly values?: readonly string[];
  /** More calls: source text of an array of functions, which see the first entry's exports as `it`. */
  readonly calls?: string;
  /** Makes at most so many of the calls with values. */
  readonly atMost?: number;
  /** State that hides what an edit does, because it was worked out before: modules, and code that empties it there. */
  readonly forget?: readonly { readonly path: string; readonly code: string }[];
  /** How long a written call may take to settle, five seconds when left out. */
  readonly waitMs?: number;
  /** Test files of the package, loaded when the process is told to run them. */
  readonly tests?: readonly string[];
}

const generalValues = ["''", "'a'", "'a=1; b=2'", '0', '42', 'null', '{}', '{ a: 1 }', '[1, 2]', '() => 1'];

/**
 * A module that takes references to what a package exports when it is loaded, and holds on to them; its export
 * `calls` makes every call and tells what came of each.
 */
export function exerciseModule({
  entries,
  values = [],
  calls = '[]',
  atMost = 20_000,
  waitMs = 5_000,
}: Exercise): string {
  return `import { inspect } from 'node:util';
const entries = ${JSON.stringify(entries)};
const loaded = [];
for (const entry of entries) loaded.push(await import('./subject/' + entry));
const plain = (module) => module['module.exports'] ?? (module.default && Object.keys(module).length <= 1 ? module.default : module);
const it = plain(loaded[0]);
const named = ${calls};
// Made anew for each call, so that what an older constructor put into them does not stay.
const values = [${values.length > 0 ? [...values, ...generalValues].map((value) => `[${JSON.stringify(value)}, () => (${value})]`).join(', ') : ''}];
// V8 quotes source text in some messages, which is not the same when a guard stands before it or a new body reads what a closure captured.
const unquoted = (text) => text.replace(/\\(\\(intermediate value\\).*? is not a (function|constructor)/g, 'is not a $1');
const plainly = (message) => unquoted(message).replace(/ of '.*?' as it is /, ' as it is ').replace(/.* is not iterable.*/, 'not iterable').replace(/\\(0 , \\$sutureEnvironment\\._(\\w+)\\)/, '$1');
const show = (value) => unquoted(inspect(value, { depth: 5, maxArrayLength: 50, maxStringLength: 2000, breakLength: Infinity, sorted: true }).replace(/\\n +at .*/g, ''));
// Calls that were made up may never settle; those that were written for a package do, however busy the machine is.
const wait = (promise, name) => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, name.startsWith('call ') ? ${waitMs} : 250, 'pending'))]);
const functions = [];
const collect = (path, value, depth) => {
  if (typeof value === 'function') functions.push([path, value]);
  if (value === null || !['object', 'function'].includes(typeof value) || depth > 2) return;
  for (const key of Object.keys(value)) if (!(value[key] === value || key === 'prototype')) collect(path + '.' + key, value[key], depth + 1);
};
entries.forEach((entry, index) => collect(entry, plain(loaded[index]), 0));
let made = [];
for (const [path, run] of functions) {
  const takes = Math.min(Math.max(run.length, 1), 2);
  const lists = takes === 1 ? values.map((value) => [value]) : values.flatMap((a, n) => values.map((b) => [a, b]).filter((_, m) => n < 8 || m < 8));
  for (const list of lists) made.push([path + '(' + list.map(([text]) => text).join(', ') + ')', () => {
    const given = list.map(([, make]) => make());
    return /^class/.test(Function.prototype.toString.call(run)) ? new run(...given) : run(...given);
  }]);
}
made.sort(([a], [b]) => (a < b ? -1 : 1));
const step = Math.ceil(made.length / ${atMost});
made = made.filter((_, n) => n % step === 0);
named.forEach((run, n) => made.push(['call ' + n, run]));
if (process.listenerCount('unhandledRejection') === 0) process.on('unhandledRejection', () => {});
export async function calls() {
  const outcomes = {};
  for (const [name, call] of made) {
    try {
      const value = call();
      outcomes[name] = show(typeof value?.then === 'function' ? await wait(value, name) : value);
    } catch (error) {
      outcomes[name] = 'threw ' + (error instanceof Error ? error.name + ': ' + plainly(error.message) : show(error));
    }
  }
  return outcomes;
}
`;
}

/** A program around such a module: `/calls` makes the calls; `/tests` runs the package's own tests and lets the process end. */
export function exerciseServer({ tests = [] }: Exercise): string {
  return `import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { calls } from './exercise.js';
const require = createRequire(import.meta.url);
const server = createServer(async (request, response) => {
  if (request.url === '/calls') response.end(JSON.stringify(await calls()));
  else if (request.url === '/tests') {
    server.close();
    server.closeIdleConnections();
    response.setHeader('connection', 'close');
    response.end();
    // In one turn: a runner that finds nothing more to run when a turn ends takes itself for done.
    for (const file of ${JSON.stringify(tests)}) require('./subject/' + file);
  } else response.end();
});
server.listen(0, '127.0.0.1', () => console.log('listening on ' + server.address().port));
`;
}
