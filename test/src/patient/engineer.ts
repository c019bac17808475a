import { type ChildProcess, spawn } from 'node:child_process';
import { heard } from './heard.ts';
import { places } from './places.ts';
import type { Ward } from './ward.ts';

/** How a `suture` command ended. */
export interface Outcome {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** All of it, for the message of an assertion. */
  readonly told: string;
}

/** What a command said with `--json`, and how it ended. */
export interface Answer<T> extends Outcome {
  readonly json: T;
}

/** Somebody with a checkout who types `suture` commands. */
export class Engineer {
  readonly cwd: string;
  readonly #ward: Ward;
  readonly #env: Readonly<Record<string, string>>;

  constructor(ward: Ward, cwd: string, env: Readonly<Record<string, string>> = {}) {
    this.#ward = ward;
    this.cwd = cwd;
    this.#env = env;
  }

  /** What a command of this engineer gets as its environment. */
  get env(): Record<string, string> {
    return { ...this.#ward.env, ...this.#env };
  }

  /** Runs a `suture` command to its end. */
  suture(...args: readonly string[]): Promise<Outcome> {
    return this.begin(...args).outcome;
  }

  /** Begins a `suture` command, for a story in which it does not come to its end. */
  begin(...args: readonly string[]): { readonly child: ChildProcess; readonly outcome: Promise<Outcome> } {
    const child = spawn(places.node, [places.shell, ...args], {
      cwd: this.cwd,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#ward.beforeClosing(() => {
      child.kill('SIGKILL');
    });
    const outcome = heard(child).then(({ exit, stdout, stderr }) => {
      const told = `$ suture ${args.join(' ')}\n${stdout}${stderr}(exit ${exit})\n${this.#ward.heard}`;
      return { exit, stdout, stderr, told };
    });
    return { child, outcome };
  }

  /** Runs a command with `--json` and parses the one document that it prints. */
  async json<T>(...args: readonly string[]): Promise<Answer<T>> {
    const outcome = await this.suture(...args, '--json');
    try {
      return { ...outcome, json: JSON.parse(outcome.stdout) as T };
    } catch (cause) {
      throw new Error(`stdout is not one JSON document\n${outcome.told}`, { cause });
    }
  }
}
