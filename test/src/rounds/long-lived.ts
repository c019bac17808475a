import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Tryout } from '@suture/protocol/trial.js';
import { ulid } from 'ulid';
import { nowhere } from '../patient/load-edit.ts';
import { Patient } from '../patient/patient.ts';
import { Ward } from '../patient/ward.ts';
import type { Wire } from '../patient/wire.ts';

const rounds = Number(process.env['SUTURE_TEST_ROUNDS'] ?? 20);

/** The modules of a process that is patched again and again; `use()` calls everything, with references from its start. */
export const modules = {
  'es.js': 'const K = 1;\nexport function f(x) { return x * 2 + K }\nexport const g = (x) => [x].map((y) => y + K);\n',
  'common.cjs': 'const K = 1;\nfunction f(x) { return x * 2 + K }\nmodule.exports = { f, g(x) { return f(x) } };\n',
  'cart.js':
    'export class Cart { #n = 1; tax = 2; total(x) { return x * 2 + this.#n } get all() { return this.total(this.tax) } }\n',
  'make.js': 'export function make(k) { let n = 1; return (x) => { n += 1; return x * 2 + n + k } }\n',
} as const;

const main = `import { Session } from 'node:inspector';
import * as es from './es.js';
import { Cart } from './cart.js';
import { make } from './make.js';
import common from './common.cjs';
const [cart, made] = [new Cart(), make(1)];
const turn = () => new Promise((resolve) => setImmediate(resolve));
globalThis.use = () => [es.f(1), es.g(1), common.f(1), common.g(1), cart.total(1), new Cart().all, made(1), make(2)(1)].join();
globalThis.held = async () => {
  for (let n = 0; n < 6; n += 1) { await turn(); gc(); }
  const { heapUsed } = process.memoryUsage();
  let scripts = 0;
  const session = new Session();
  session.connect();
  session.on('Debugger.scriptParsed', () => { scripts += 1; });
  session.post('Debugger.enable');
  session.disconnect();
  return heapUsed + ' ' + scripts;
};
setInterval(() => {}, 1000);
console.log('ready');
`;

/** What a process holds: bytes of heap after collections, and the scripts that V8 still has. */
interface Held {
  readonly heap: number;
  readonly scripts: number;
}

/** A process that lives through many rounds of the same thing, each with texts that it has not seen before. */
export class LongLived {
  readonly wire: Wire;
  /** Grows with each round; above every number in the modules. */
  number = 9;

  private constructor(wire: Wire) {
    this.wire = wire;
  }

  static async start(t: TestContext, nodeOptions: readonly string[] = []): Promise<LongLived> {
    const ward = await Ward.open(t);
    const cwd = join(ward.path, 'long-lived');
    await mkdir(cwd);
    const files = { 'package.json': '{"type":"module"}\n', 'main.js': main, ...modules };
    for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
    const options = ['--expose-gc', ...nodeOptions];
    const patient = await Patient.admit(ward, { args: ['main.js'], cwd, ready: 'ready', nodeOptions: options });
    const wire = await patient.wire();
    ward.beforeClosing(() => wire.close());
    return new LongLived(wire);
  }

  /** Evaluates an expression that may do anything, and gives its value, a string. */
  async run(expression: string): Promise<string> {
    const answer = await this.wire.ask('evaluate', { expression, write: true, timeoutMs: 60_000 });
    assert.ok(answer.ok, JSON.stringify(answer));
    return answer.text.slice(1, -1);
  }

  /** Loads an edit of some modules, uses it now and then, and takes it out again. */
  async patch(
    names: readonly (keyof typeof modules)[],
    change: (source: string, number: number) => string,
    tryout: Tryout & { readonly promote?: boolean } = {},
  ): Promise<void> {
    const number = ++this.number;
    const known = await this.wire.ask('modules', {});
    const edits = names.map((name) => {
      const module = known.find(({ path }) => path.endsWith(name));
      assert.ok(module, name);
      return { url: module.url, version: module.version, source: change(modules[name], number) };
    });
    const id = ulid();
    const { promote = false, ...how } = tryout;
    await this.wire.ask('load', { id, modules: edits, origin: nowhere, ...how });
    if (number % 5 === 0) await this.run('use()');
    if (promote) await this.wire.ask('promote', { id });
    await this.wire.ask('rollback', { id });
  }

  /** Checks that many rounds leave as much on the heap as was there before, but for some bytes of each, and as many scripts. */
  async leavesNothing(
    round: () => Promise<void>,
    { bytesOfRound = 300 }: { readonly bytesOfRound?: number } = {},
  ): Promise<void> {
    const many = async (count: number): Promise<Held> => {
      for (let n = 0; n < count; n += 1) await round();
      return this.#held(round);
    };
    const before = await many(Math.min(rounds, 30));
    const after = await many(rounds);
    const grown = after.heap - before.heap;
    // What V8 compiles meanwhile is noise of a constant size: a leak grows with the rounds.
    assert.ok(grown < 250_000 + bytesOfRound * rounds, `${grown} bytes are left of ${rounds} rounds`);
    assert.ok(after.scripts < before.scripts + 8, `${before.scripts} scripts, then ${after.scripts}`);
  }

  /** States that nobody needs are told of by a commit, after a collection in a turn of its own. */
  async #held(round: () => Promise<void>): Promise<Held> {
    for (let n = 0; n < 3; n += 1) {
      await this.run('await held()');
      await round();
    }
    const [heap, scripts] = (await this.run('await held()')).split(' ').map(Number);
    return { heap: heap ?? Number.NaN, scripts: scripts ?? Number.NaN };
  }
}
