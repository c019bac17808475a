import { writeSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { decode, type Decoded, giveUp, type Key, nothingDecoded, patienceMs, type Undecoded } from './keys.ts';
import { PageSink } from './full/page-sink.ts';
import { eraseDown, Sink } from './sink.ts';

/** What the terminal tells. */
export interface TerminalListener {
  key(key: Key): void;
  resized(columns: number, rows: number): void;
  /** The terminal is gone, or a signal asks the shell to end. */
  ended(signal: NodeJS.Signals | undefined): void;
}

const enter = '\x1b[?2004h';
const leave = '\x1b[0m\x1b[?2004l\x1b[?25h';
const enterAlternate = '\x1b[?1049h\x1b[2J\x1b[?25l';
const leaveAlternate = '\x1b[?1049l\x1b[?25h';
const endings: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGINT'];

/** Owns the terminal while the prompt is open: raw keys in, rows out, and a sane terminal afterwards, however it ends. */
export class Terminal {
  readonly sink: Sink;
  readonly #listener: TerminalListener;
  readonly #text: StringDecoder = new StringDecoder('utf8');
  readonly #remote: boolean = Boolean(process.env['SSH_CONNECTION'] ?? process.env['TMUX']);
  #undecoded: Undecoded = nothingDecoded;
  #patience: NodeJS.Timeout | undefined;
  #full: PageSink | undefined;
  #open = true;

  constructor(listener: TerminalListener) {
    this.#listener = listener;
    const { stdin, stdout } = process;
    unblock(stdout);
    this.sink = new Sink(write, this.size.columns);
    stdin.setRawMode(true);
    stdin.on('data', this.#read);
    stdin.on('end', this.#gone);
    stdin.on('error', this.#gone);
    stdout.on('error', this.#gone);
    stdout.on('resize', this.#resize);
    for (const signal of endings) process.on(signal, this.#signal);
    process.on('SIGTSTP', this.#suspend);
    process.on('exit', this.#exit);
    stdout.write(enter);
    stdin.resume();
  }

  /** Size of the terminal in cells. */
  get size(): { columns: number; rows: number } {
    return { columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 };
  }

  /** Goes over to the alternate screen; the prompt rests, and what is printed waits. */
  enterFull(): PageSink {
    if (this.#full !== undefined) return this.#full;
    this.sink.pause();
    process.stdout.write(enterAlternate);
    this.#full = new PageSink(write);
    return this.#full;
  }

  /** Comes back to the prompt. */
  leaveFull(): void {
    if (this.#full === undefined || !this.#open) return;
    this.#full.close();
    this.#full = undefined;
    process.stdout.write(leaveAlternate);
    this.sink.resume();
  }

  /** Lets another program have the terminal, as it was found, for as long as it runs. */
  async lend<T>(run: () => Promise<T>): Promise<T> {
    const { stdin, stdout } = process;
    const isFull = this.#full !== undefined;
    if (!isFull) this.sink.pause();
    stdin.off('data', this.#read);
    stdin.pause();
    stdin.setRawMode(false);
    // ^C and ^Z belong to that program; this one is in the same job.
    process.off('SIGINT', this.#signal);
    process.on('SIGINT', ignore);
    stdout.write((isFull ? leaveAlternate : '') + leave);
    try {
      return await run();
    } finally {
      process.off('SIGINT', ignore);
      if (this.#open) {
        process.on('SIGINT', this.#signal);
        stdin.setRawMode(true);
        stdin.on('data', this.#read);
        stdin.resume();
        stdout.write(enter + (isFull ? enterAlternate : ''));
        if (!isFull) this.sink.resume();
        this.#resize();
      }
    }
  }

  /** Gives the terminal back and stops; `fg` comes back to the same line. */
  suspend(): void {
    // The whole job stops, as it would have without raw mode: npm or a wrapper script may stand above this process.
    process.kill(0, 'SIGTSTP');
  }

  /** Gives the terminal back as it was found. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    clearTimeout(this.#patience);
    const { stdin, stdout } = process;
    stdin.off('data', this.#read);
    stdin.off('end', this.#gone);
    stdout.off('resize', this.#resize);
    for (const signal of endings) process.off(signal, this.#signal);
    process.off('SIGTSTP', this.#suspend);
    process.off('exit', this.#exit);
    this.#full?.close();
    this.#giveBack((this.#full === undefined ? '' : leaveAlternate) + this.sink.close() + leave);
    stdin.pause();
  }

  readonly #read = (chunk: Buffer): void => {
    clearTimeout(this.#patience);
    this.#take(decode(this.#undecoded, this.#text.write(chunk)));
  };

  #take({ keys, left }: Decoded): void {
    this.#undecoded = left;
    const waitMs = patienceMs(left, this.#remote);
    if (waitMs !== undefined) this.#patience = setTimeout(() => this.#lookOnce(), waitMs);
    for (const key of keys) if (this.#open) this.#listener.key(key);
  }

  /** The wait is over; but where this process was not let run, what has come meanwhile is read first. */
  #lookOnce(): void {
    const waited = this.#undecoded;
    setImmediate(() => {
      if (this.#open && this.#undecoded === waited) this.#take(giveUp(waited));
    });
  }

  readonly #resize = (): void => {
    const { columns, rows } = this.size;
    this.sink.resize(columns);
    this.#listener.resized(columns, rows);
  };

  readonly #gone = (): void => {
    this.#listener.ended(undefined);
  };

  readonly #signal = (signal: NodeJS.Signals): void => {
    this.#listener.ended(signal);
  };

  readonly #exit = (): void => {
    this.close();
  };

  readonly #suspend = (): void => {
    this.#giveBack(`${this.#full === undefined ? eraseDown : leaveAlternate}${leave}`);
    process.once('SIGCONT', () => {
      if (!this.#open) return;
      process.stdin.setRawMode(true);
      process.stdout.write(enter + (this.#full === undefined ? '' : enterAlternate));
      this.sink.startOver();
      this.#resize();
    });
    process.kill(process.pid, 'SIGSTOP');
  };

  /** Written at once and not through the stream, which may still hold frames that nobody reads. */
  #giveBack(text: string): void {
    try {
      process.stdin.setRawMode(false);
      writeSync(1, text);
    } catch {
      // The terminal is gone; there is nothing left to put right. Node would try to at exit, and end in an assertion and a core dump.
      process.once('exit', hangUp);
    }
  }
}

function write(text: string, taken: () => void): void {
  process.stdout.write(text, () => taken());
}

function ignore(): void {}

/** Ends the process as it would have ended had nobody listened to the signal. */
function hangUp(): void {
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}

/** Lets writes to a terminal that nobody reads wait in the background; Node would block the whole process. */
function unblock(stream: NodeJS.WriteStream): void {
  // Undocumented: without `_handle.setBlocking` (any Node may drop it) a stalled terminal blocks the event loop as before.
  const handle = (stream as { _handle?: { setBlocking?: (blocking: boolean) => void } })._handle;
  handle?.setBlocking?.(false);
}
