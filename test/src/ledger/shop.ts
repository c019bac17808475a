import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Patch, PatchOrigin } from '@suture/protocol/patch.js';
import type { Requests } from '@suture/protocol/requests.js';
import { edit, type Replacement } from '../agent/edit.ts';
import { type Files, launch, makeFolder, type Running, socketOf, TestShell, until } from '../agent/host.ts';

/** A service that says its price at its start, and again for each line on its standard input. */
export const files: Files = {
  'package.json': '{"name":"shop"}\n',
  'app.mjs':
    'import { price } from "./price.mjs";\nconsole.log(price(2));\nprocess.stdin.on("data", () => console.log(price(2)));\n',
  'price.mjs': 'export function price(n) {\n  return n * 2;\n}\n',
};

/** Ids of patches, in their order. */
export const ids = ['01ARZ3NDEKTSV4RRFFQ69G5FAV', '01BX5ZZKBKACTAV9WEVGEMMVRZ', '01CX5ZZKBKACTAV9WEVGEMMVRZ'] as const;

/** The origin of the patches of these stories. */
export const origin: PatchOrigin = {
  revision: '0'.repeat(40),
  diff: '',
  files: [{ path: 'price.mjs', before: 'YQ==', after: 'Yg==' }],
  why: 'prices were too low',
  author: { name: 'Ana', email: 'ana@example.com' },
  at: '2026-11-20T00:00:00.000Z',
};

/** A folder with a service, one for its state and one for its patchable code: what stays when a process ends. */
export class Shop {
  readonly folder: string;
  readonly state: string;
  readonly cache: string;
  readonly #t: TestContext;
  readonly #env: Readonly<Record<string, string>>;

  constructor(t: TestContext, more: { files?: Files; env?: Readonly<Record<string, string>> } = {}) {
    this.#t = t;
    this.#env = more.env ?? {};
    this.folder = makeFolder(t, { ...files, ...more.files });
    this.state = join(makeFolder(t), 'state');
    this.cache = join(makeFolder(t), 'cache');
  }

  /** Starts the service and attaches to it; waits until it has loaded a module. */
  async open(entry = 'app.mjs', module = 'price.mjs', more: Readonly<Record<string, string>> = {}): Promise<Open> {
    const running = this.start(entry, more);
    const shell = await TestShell.attach(await socketOf(running.runDir, running.running));
    this.#t.after(() => shell.close());
    while (!(await shell.get('modules', {})).some(({ path }) => path === module)) await pause(20);
    return new Open(running.running, shell);
  }

  /** Starts the service. */
  start(entry = 'app.mjs', more: Readonly<Record<string, string>> = {}): { running: Running; runDir: string } {
    const env = { SUTURE_STATE_DIR: this.state, SUTURE_CACHE_DIR: this.cache, ...this.#env, ...more };
    const { running, runDir } = launch(this.#t, this.folder, [entry], { env });
    this.#t.after(() => rmSync(runDir, { recursive: true, force: true }));
    return { running, runDir };
  }

  /** Runs the service until it has a recorded patch that makes the price `n * factor`, and kills it. */
  async killPatched(id: string, factor: string): Promise<void> {
    const open = await this.open();
    await open.patch(id, factor);
    await open.record(id);
    await open.kill();
  }

  /** Writes a file of the service, as a deploy does. */
  deploy(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }
}

/** The service while it runs, and a shell. */
export class Open {
  readonly running: Running;
  readonly shell: TestShell;

  constructor(running: Running, shell: TestShell) {
    this.running = running;
    this.shell = shell;
  }

  /** Loads a patch that makes the price `n * factor`. */
  patch(id: string, factor: string, module = 'price.mjs'): Promise<void> {
    return this.load(id, [module, /n \* \S+;/, `n * ${factor};`]);
  }

  /** Loads a patch that replaces one text by another. */
  async load(id: string, replacement: Replacement, more: Partial<Requests['load']['params']> = {}): Promise<void> {
    await this.shell.get('load', { id, modules: [await edit(this.shell, ...replacement)], origin, ...more });
  }

  /** Tells the process that the record of a patch is there for others to see. */
  async record(id: string): Promise<void> {
    const pullRequest = `https://forge.example/shop/pull/${id.slice(0, 4)}`;
    await this.shell.get('record', { id, record: { state: 'open', pullRequest } });
  }

  /** Checks what the service answers now. */
  async answers(expected: number): Promise<void> {
    const { running } = this;
    const before = running.stdout.length;
    running.child.stdin?.write('?\n');
    await until(
      () => running.stdout.length > before,
      () => `a price; the process printed ${running.stdout}${running.stderr}`,
    );
    assert.equal(running.stdout.slice(before), `${expected}\n`);
  }

  /** One patch as the process lists it. */
  async patchOf(id: string): Promise<Patch | undefined> {
    return (await this.shell.get('patches', {})).find((patch) => patch.id === id);
  }

  /** Ends the process. */
  async kill(): Promise<void> {
    this.shell.close();
    this.running.child.kill('SIGKILL');
    await this.running.ended();
  }
}
