/** The one who watches has had enough. */
export class Quit extends Error {
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`ended by ${signal}`);
    this.signal = signal;
  }
}

/** Waits between the steps for a key, where somebody sits at a terminal; goes on by itself elsewhere. */
export class Pace {
  readonly #interactive: boolean = process.stdin.isTTY === true && process.stdout.isTTY === true;
  #waiting: ((error: Quit | undefined) => void) | undefined;

  constructor() {
    if (!this.#interactive) return;
    process.stdin.setRawMode(true);
    process.stdin.on('data', this.#key);
    process.stdin.on('end', this.#end);
    process.stdin.resume();
  }

  /** Called when q or ^C is pressed while a step is under way. */
  onQuit: (quit: Quit) => void = () => {};

  /** Waits for a key. */
  async next(): Promise<void> {
    if (!this.#interactive) return;
    process.stdout.write('\n  — any key: next step   q: quit —');
    const quit = await new Promise<Quit | undefined>((resolve) => {
      this.#waiting = resolve;
    });
    process.stdout.write('\r\x1b[K');
    if (quit) throw quit;
  }

  /** Gives the terminal back and ends a wait. May be called twice. */
  close(): void {
    if (!this.#interactive) return;
    this.onQuit = () => {};
    this.#settle(new Quit('SIGINT'));
    process.stdin.off('data', this.#key);
    process.stdin.off('end', this.#end);
    process.stdin.setRawMode(false);
    process.stdin.pause();
  }

  readonly #key = (bytes: Buffer): void => {
    const key = bytes.toString();
    const quit = key === 'q' || key === '\x03' || key === '\x04' ? new Quit('SIGINT') : undefined;
    this.#settle(quit);
  };

  readonly #end = (): void => this.#settle(new Quit('SIGHUP'));

  #settle(quit: Quit | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting(quit);
    else if (quit) this.onQuit(quit);
  }
}
