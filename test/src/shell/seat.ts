import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { heard } from '../patient/heard.ts';
import { places } from '../patient/places.ts';
import { type Handlers, StandIn } from './stand-in.ts';
import type { Greeting } from '@suture/protocol/process.js';

/** How a command ended. */
export interface Outcome {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A person's place at a machine of its own: a home, a run folder, the agents in it, and the `suture` command. */
export class Seat {
  readonly home: string;
  readonly runFolder: string;
  readonly #standIns: StandIn[] = [];

  private constructor(home: string) {
    this.home = home;
    this.runFolder = join(home, 'run');
  }

  /** Makes a new machine of its own in a temporary folder. */
  static async take(): Promise<Seat> {
    // A short path: the path of a unix socket has room for some hundred characters.
    return new Seat(await mkdtemp(join(tmpdir(), 'seat-')));
  }

  /** The environment of commands: nothing of the one that the tests run in but what finds programs. */
  get env(): Record<string, string> {
    return {
      PATH: process.env['PATH'] ?? '',
      HOME: this.home,
      XDG_STATE_HOME: join(this.home, 'state'),
      SUTURE_RUN_DIR: this.runFolder,
      GIT_CONFIG_NOSYSTEM: '1',
    };
  }

  /** Starts an agent that is no more than its answers. */
  async agent(who: Partial<Greeting> = {}, handlers: Handlers = {}): Promise<StandIn> {
    const standIn = await StandIn.start(this.runFolder, who, handlers);
    this.#standIns.push(standIn);
    return standIn;
  }

  /** Runs a command to its end. */
  suture(words: readonly string[], options: { cwd?: string; env?: Record<string, string> } = {}): Promise<Outcome> {
    return run(process.execPath, [places.shell, ...words], {
      cwd: options.cwd ?? this.home,
      env: { ...this.env, ...options.env },
    });
  }

  /** Runs a command with `--json` and reads its one document. */
  async json(words: readonly string[], options: { cwd?: string; env?: Record<string, string> } = {}): Promise<unknown> {
    const outcome = await this.suture([...words, '--json'], options);
    try {
      return JSON.parse(outcome.stdout);
    } catch (cause) {
      throw new Error(`no JSON document: ${JSON.stringify(outcome)}`, { cause });
    }
  }

  /** Runs another program to its end and gives what it prints; fails when it fails. */
  async program(file: string, words: readonly string[], cwd: string): Promise<string> {
    const outcome = await run(file, words, { cwd, env: this.env });
    if (outcome.exit !== 0) throw new Error(`${file} ${words.join(' ')}: ${outcome.stderr}`);
    return outcome.stdout.trim();
  }

  /** Ends every agent and removes everything. */
  async leave(): Promise<void> {
    await Promise.all(this.#standIns.map((standIn) => standIn.close()));
    await rm(this.home, { recursive: true, force: true });
  }
}

async function run(
  file: string,
  words: readonly string[],
  options: { cwd: string; env: Record<string, string> },
): Promise<Outcome> {
  const child = spawn(file, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const { exit, stdout, stderr } = await heard(child);
  return { exit, stdout, stderr };
}
