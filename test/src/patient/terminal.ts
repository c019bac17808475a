import { stripVTControlCharacters } from 'node:util';
import { type IPty, spawn } from '@lydell/node-pty';
import type { Engineer } from './engineer.ts';
import { places } from './places.ts';
import { until } from './until.ts';
import type { Ward } from './ward.ts';

/** A `suture` command in a terminal, which can ask and be answered. */
export class Terminal {
  readonly exit: Promise<number>;
  readonly #pty: IPty;
  #heard = '';

  constructor(ward: Ward, engineer: Engineer, ...args: readonly string[]) {
    this.#pty = spawn(places.node, [places.shell, ...args], {
      cwd: engineer.cwd,
      env: { ...engineer.env, TERM: 'xterm-256color' },
      cols: 120,
      rows: 40,
    });
    this.#pty.onData((text) => {
      this.#heard += text;
    });
    this.exit = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode }) => resolve(exitCode));
    });
    ward.beforeClosing(() => {
      this.#pty.kill('SIGKILL');
    });
  }

  /** Everything that was shown so far, as plain text. */
  get text(): string {
    return stripVTControlCharacters(this.#heard).replaceAll('\r\n', '\n');
  }

  /** Waits until something is shown. */
  async shows(what: string): Promise<void> {
    await until(
      `the terminal to show ${what}`,
      () => this.text.includes(what),
      () => this.text,
    );
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }
}
