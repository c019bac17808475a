import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { WireFailure } from '@suture/protocol/frame.js';
import type { Method, Requests } from '@suture/protocol/requests.js';
import { type ClientOptions, WebSocket } from 'ws';

/** The Node that runs the programs under test. */
export const node: string = process.env['SUTURE_TEST_NODE'] ?? process.execPath;
/** The preload of the agent. */
export const preload: string = fileURLToPath(new URL('../../../agent/dist/register.cjs', import.meta.url));

/** A program: its files by name. */
export type Files = Readonly<Record<string, string>>;

/** A folder that is there for one test. */
export function makeFolder(t: TestContext, files: Files = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'suture-test-')));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** The environment of a program: this one's, without what concerns the tests and the agent. */
export function cleanEnv(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(SUTURE_|NODE_OPTIONS|NODE_TEST|NODE_V8_COVERAGE|XDG_)/.test(name),
  );
  return { ...Object.fromEntries(kept), ...more };
}

/** What a program printed, and how it ended. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: string | null;
}

/** A program that runs. */
export class Running {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
    this.child = spawn(node, args, { ...options, stdio: 'pipe' });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
  }

  /** Waits until the program has printed something. */
  async printed(stream: 'stdout' | 'stderr', text: string): Promise<void> {
    await until(
      () => this[stream].includes(text),
      () => `${stream} to hold ${JSON.stringify(text)}, got ${this.stdout}${this.stderr}`,
    );
  }

  /** Waits for the end. */
  async ended(): Promise<Ended> {
    const { child } = this;
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    if (!child.stdout?.readableEnded || !child.stderr?.readableEnded) {
      await until(
        () => child.stdout?.readableEnded !== false && child.stderr?.readableEnded !== false,
        () => 'the end of the output',
      );
    }
    return { stdout: this.stdout, stderr: this.stderr, code: child.exitCode, signal: child.signalCode };
  }
}

/** A program with the agent in it, and a shell attached. */
export interface Host {
  readonly running: Running;
  readonly folder: string;
  readonly runDir: string;
  readonly stateDir: string;
  readonly socket: string;
  readonly shell: TestShell;
}

/** How a program is started. */
export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly mode?: 'require' | 'import' | 'options';
  /** Files that must be loaded before the test begins; every file with code, if left out. */
  readonly loads?: readonly string[];
}

/** Starts a program with the agent, attaches to it, and waits until it has loaded its files. */
export async function startHost(
  t: TestContext,
  files: Files,
  args: readonly string[],
  more: StartOptions = {},
): Promise<Host> {
  const folder = makeFolder(t, files);
  const { running, runDir, stateDir } = launch(t, folder, args, more);
  const socket = await socketOf(runDir, running);
  const shell = await TestShell.attach(socket);
  t.after(() => shell.close());
  const awaited = more.loads ?? Object.keys(files).filter((file) => /\.[cm]?[jt]s$/.test(file));
  const missing = async (): Promise<string[]> => {
    const loaded = (await shell.get('modules', {})).map(({ path }) => path);
    return awaited.filter((file) => !loaded.includes(file));
  };
  const giveUpAt = Date.now() + 30_000;
  for (let left = await missing(); left.length > 0; left = await missing()) {
    if (Date.now() > giveUpAt) throw new Error(`waited in vain for ${left.join()} to be loaded: ${running.stderr}`);
  }
  return { running, folder, runDir, stateDir, socket, shell };
}

/** Starts a program with the agent. */
export function launch(
  t: TestContext,
  folder: string,
  args: readonly string[],
  {
    env = {},
    mode = 'require',
  }: { env?: Readonly<Record<string, string>>; mode?: 'require' | 'import' | 'options' } = {},
): { running: Running; runDir: string; stateDir: string } {
  const runDir = join(makeFolder(t), 'run');
  const stateDir = join(makeFolder(t), 'state');
  const own = { SUTURE_RUN_DIR: runDir, SUTURE_STATE_DIR: stateDir, ...env };
  const options = mode === 'options' ? { NODE_OPTIONS: `-r ${preload}` } : {};
  const start = { require: ['-r', preload], import: ['--import', preload], options: [] }[mode];
  const running = new Running([...start, ...args], { cwd: folder, env: cleanEnv({ ...own, ...options }) });
  t.after(() => running.child.kill('SIGKILL'));
  return { running, runDir, stateDir };
}

/** Waits for the socket of a program. */
export async function socketOf(runDir: string, running: Running): Promise<string> {
  let description: string | undefined;
  await until(
    () => {
      description = listed(runDir).find((file) => /^[^.].*\.json$/.test(file));
      return description !== undefined;
    },
    () => `a socket in ${runDir}; the program printed ${running.stdout}${running.stderr}`,
  );
  return (JSON.parse(readFileSync(join(runDir, description ?? ''), 'utf8')) as { socket: string }).socket;
}

/** The files of a folder, none when it is not there. */
export function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Waits until something is so. */
export async function until(isSo: () => boolean, what: () => string): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  while (!isSo()) {
    if (Date.now() > giveUpAt) throw new Error(`waited in vain for ${what()}`);
    await after(10);
  }
}

/** A shell as far as the agent can tell. */
export class TestShell {
  readonly socket: WebSocket;
  readonly events: { event: string; data: unknown }[] = [];
  /** Answers without an id. */
  readonly unasked: WireFailure[] = [];
  readonly #pending = new Map<number, (answer: { result?: unknown; error?: WireFailure }) => void>();
  #lastId = 0;

  static async attach(path: string, options: ClientOptions = {}): Promise<TestShell> {
    const socket = new WebSocket(`ws+unix://${path}:/`, { perMessageDeflate: false, ...options });
    const shell = new TestShell(socket);
    await once(socket, 'open');
    return shell;
  }

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('close', () => {
      const error = { code: 'internal', message: 'the connection was closed' } as const;
      for (const answer of this.#pending.values()) answer({ error });
    });
    socket.on('message', (data) => {
      const frame = JSON.parse((data as Buffer).toString()) as {
        id?: number | null;
        event?: string;
        data?: unknown;
        error?: WireFailure;
      };
      if (frame.event !== undefined) this.events.push({ event: frame.event, data: frame.data });
      else if (typeof frame.id === 'number') this.#pending.get(frame.id)?.(frame);
      else if (frame.error) this.unasked.push(frame.error);
    });
  }

  /** Sends a request; resolves with result or failure. */
  ask<M extends Method>(
    method: M,
    params: Requests[M]['params'],
  ): Promise<{ result?: Requests[M]['result']; error?: WireFailure }> {
    return this.raw(method, params) as Promise<{ result?: Requests[M]['result']; error?: WireFailure }>;
  }

  /** Sends a request whose answer is expected to be a result. */
  async get<M extends Method>(method: M, params: Requests[M]['params']): Promise<Requests[M]['result']> {
    const { result, error } = await this.ask(method, params);
    if (error) throw new Error(`${method}: ${error.code}: ${error.message}`);
    return result as Requests[M]['result'];
  }

  /** Sends anything as a request. */
  raw(method: string, params: unknown): Promise<{ result?: unknown; error?: WireFailure }> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#pending.set(id, resolve);
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }

  /** Goes away without waiting for what it asked. */
  close(): void {
    this.#pending.clear();
    this.socket.terminate();
  }
}
