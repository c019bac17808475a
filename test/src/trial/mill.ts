import type { TestContext } from 'node:test';
import type { Patch } from '@suture/protocol/patch.js';
import type { ModuleEdit, Plan } from '@suture/protocol/plan.js';
import type { Tryout } from '@suture/protocol/trial.js';
import { ulid } from 'ulid';
import { edit } from '../agent/edit.ts';
import { type Files, type Host, startHost, until } from '../agent/host.ts';
import { nowhere } from '../patient/load-edit.ts';

/** What some calls gave, and how many of them. */
export type Yield = Readonly<Record<string, number>>;

const loop = `import * as all from './mill.mjs';
process.on('uncaughtException', () => {});
const name = (value) => typeof value === 'object' ? JSON.stringify(value) : String(value);
const serve = async ({ call, args = [], times = 1, unheld = false }) => {
  const counts = {};
  for (let i = 0; i < times; i++) {
    if (unheld) { setImmediate(() => all[call](...args)); continue; }
    let result;
    try { result = name(await all[call](...args)); } catch (error) { result = error.message; }
    counts[result] = (counts[result] ?? 0) + 1;
  }
  console.log(JSON.stringify(counts));
};
let text = '';
process.stdin.on('data', (chunk) => {
  const lines = (text += chunk).split('\\n');
  text = lines.pop();
  for (const line of lines) serve(JSON.parse(line));
});
`;

/** A process that calls functions of `mill.mjs` as often as it is told, and says what they gave. */
export class Mill {
  readonly host: Host;

  private constructor(host: Host) {
    this.host = host;
  }

  static async start(t: TestContext, source: string, env: Readonly<Record<string, string>> = {}): Promise<Mill> {
    const files: Files = { 'package.json': '{"name":"mill"}\n', 'mill.mjs': source, 'loop.mjs': loop };
    return new Mill(await startHost(t, files, ['loop.mjs'], { env }));
  }

  /** Has a function called, many times, and counts what it gives; what it throws is counted by its message. */
  async call(call: string, times = 1, ...args: readonly unknown[]): Promise<Yield> {
    return JSON.parse(await this.#say({ call, times, args })) as Yield;
  }

  /** Has a function called where nothing catches what it throws. */
  async callUnheld(call: string, ...args: readonly unknown[]): Promise<void> {
    await this.#say({ call, args, unheld: true });
  }

  async #say(order: object): Promise<string> {
    const { running } = this.host;
    const from = running.stdout.length;
    running.child.stdin?.write(`${JSON.stringify(order)}\n`);
    await until(
      () => running.stdout.indexOf('\n', from) !== -1,
      () => `an answer; the process printed ${running.stdout}${running.stderr}`,
    );
    return running.stdout.slice(from, running.stdout.indexOf('\n', from));
  }

  #edit(from: string | RegExp, to: string): Promise<ModuleEdit> {
    return edit(this.host.shell, 'mill.mjs', from, to);
  }

  /** Plans an edit. */
  async plan(from: string | RegExp, to: string, tryout: Tryout): Promise<Plan> {
    return this.host.shell.get('plan', { modules: [await this.#edit(from, to)], ...tryout });
  }

  /** Loads an edit and gives the id of its patch. */
  async patch(from: string | RegExp, to: string, tryout: Tryout = {}): Promise<string> {
    const id = ulid();
    await this.host.shell.get('load', { id, modules: [await this.#edit(from, to)], origin: nowhere, ...tryout });
    return id;
  }

  /** Rolls back whatever is live. */
  async clear(): Promise<void> {
    const live = (await this.host.shell.get('patches', {})).filter(({ state }) => state === 'live');
    for (const { id } of live.reverse()) await this.host.shell.get('rollback', { id });
  }

  /** A patch as the process lists it. */
  async patchOf(id: string): Promise<Patch> {
    const found = (await this.host.shell.get('patches', {})).find((patch) => patch.id === id);
    if (!found) throw new Error(`there is no patch ${id}`);
    return found;
  }

  /** Waits until the process lists a patch in another way. */
  async patchWhere(id: string, isSo: (patch: Patch) => boolean): Promise<Patch> {
    const giveUpAt = Date.now() + 30_000;
    for (;;) {
      const patch = await this.patchOf(id);
      if (isSo(patch)) return patch;
      if (Date.now() > giveUpAt)
        throw new Error(`waited in vain: ${JSON.stringify(patch)} ${this.host.running.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
