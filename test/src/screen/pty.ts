import { spawn, type IPty } from '@lydell/node-pty';
import xterm from '@xterm/headless';

/** How a program in the terminal ended. */
export interface PtyEnd {
  readonly exitCode: number;
  readonly signal: number | undefined;
}

/** A real pseudo-terminal with a terminal emulator behind it, to type into and to read the screen of. */
export class Pty {
  readonly ended: Promise<PtyEnd>;
  /** Everything that the program has written. */
  output = '';
  readonly #pty: IPty;
  readonly #screen: xterm.Terminal;

  constructor(
    command: string,
    args: readonly string[],
    options: { cwd: string; env: NodeJS.ProcessEnv; columns?: number; rows?: number },
  ) {
    const { cwd, env, columns: cols = 100, rows = 24 } = options;
    this.#screen = new xterm.Terminal({ cols, rows, allowProposedApi: true, scrollback: 5_000 });
    this.#pty = spawn(command, [...args], { cols, rows, cwd, env, name: 'xterm-256color' });
    this.#pty.onData((data) => {
      this.output += data;
      this.#screen.write(data);
    });
    this.ended = new Promise((resolve) => this.#pty.onExit(({ exitCode, signal }) => resolve({ exitCode, signal })));
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** Modes that the program has switched on in the terminal. */
  get modes(): { readonly bracketedPaste: boolean; readonly alternateScreen: boolean } {
    return {
      bracketedPaste: this.#screen.modes.bracketedPasteMode,
      alternateScreen: this.#screen.buffer.active.type === 'alternate',
    };
  }

  /** Every row, scrollback included, without blanks at the end. */
  get rows(): string[] {
    const { active } = this.#screen.buffer;
    const rows: string[] = [];
    for (let index = 0; index < active.length; index += 1) {
      const row = active.getLine(index);
      // The emulator keeps the cells that a narrower terminal no longer shows.
      const text = row?.translateToString(true, 0, this.#screen.cols) ?? '';
      if (row?.isWrapped && rows.length > 0) rows[rows.length - 1] += text;
      else rows.push(text);
    }
    const shown = rows.map((row) => row.trimEnd());
    while (shown.at(-1) === '') shown.pop();
    return shown;
  }

  /** Row and column of the cursor, the row counted as in {@link rows}. */
  get cursor(): { readonly row: number; readonly column: number } {
    const { active } = this.#screen.buffer;
    return { row: active.baseY + active.cursorY, column: active.cursorX };
  }

  type(text: string): void {
    this.#pty.write(text);
  }

  /** Reads nothing of what the program writes, as a dropped connection does. */
  stall(): void {
    this.#pty.pause();
  }

  /** Reads again. */
  goOn(): void {
    this.#pty.resume();
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  /** Waits until the rows are as they should be. */
  async see(wanted: RegExp | ((rows: readonly string[]) => boolean), withinMs = 20_000): Promise<readonly string[]> {
    const fits = typeof wanted === 'function' ? wanted : (rows: readonly string[]) => wanted.test(rows.join('\n'));
    const until = Date.now() + withinMs;
    for (;;) {
      const { rows } = this;
      if (fits(rows)) return rows;
      if (Date.now() > until) throw new Error(`not seen: ${String(wanted)}\n${rows.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** The window is closed: the program's terminal is no more. */
  hangUp(): void {
    (this.#pty as IPty & { destroy(): void }).destroy();
  }

  close(): void {
    try {
      this.#pty.kill('SIGKILL');
    } catch {
      // It has ended already.
    }
    this.#screen.dispose();
  }
}
