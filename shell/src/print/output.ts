import { type Failure, exitCodes, type Exit } from '../failure.ts';
import { type Paint, paintFor, wantsColour } from './paint.ts';
import { sanitize, sanitizeJson, sanitizeLine } from './sanitize.ts';

/** What a command prints to: facts on stdout, talk on stderr. */
export class Output {
  readonly json: boolean;
  /** True when a person sits at both ends, so that a question can be asked. */
  readonly interactive: boolean;
  readonly paint: Paint;
  readonly #stdout: NodeJS.WriteStream;
  readonly #stderr: NodeJS.WriteStream;
  #printed = false;

  constructor(process: NodeJS.Process, json: boolean) {
    this.json = json;
    this.interactive = process.stdin.isTTY === true && process.stdout.isTTY === true;
    this.paint = paintFor(!json && wantsColour(process.stdout.isTTY === true, process.env));
    this.#stdout = process.stdout;
    this.#stderr = process.stderr;
    // `suture … | head` ends the pipe early. A change under way goes on; only the printing stops.
    this.#stdout.on('error', () => {});
    this.#stderr.on('error', () => {});
  }

  /** Prints lines for people; nothing where a program reads. The text is to be harmless already. */
  text(text: string): void {
    if (!this.json) this.#stdout.write(`${text}\n`);
  }

  /** Prints the one document of a command where a program reads. */
  document(value: unknown): void {
    if (!this.json || this.#printed) return;
    this.#printed = true;
    this.#stdout.write(`${sanitizeJson(JSON.stringify(value, undefined, 2))}\n`);
  }

  /** Prints one of the documents of a command that streams them: a line each. */
  item(value: unknown): void {
    if (this.json) this.#stdout.write(`${sanitizeJson(JSON.stringify(value))}\n`);
  }

  /** Prints a text exactly as it is; on a terminal it is made harmless. */
  exactly(text: string): void {
    this.#stdout.write(this.#stdout.isTTY ? sanitize(text) : text);
  }

  /** Says something beside the facts. */
  note(text: string): void {
    this.#stderr.write(`${sanitizeLine(text)}\n`);
  }

  /** Prints why a command did not do what it should. */
  failure(failure: Failure): void {
    this.#stderr.write(`Error: ${sanitizeLine(failure.message)}\nHint: ${sanitizeLine(failure.hint)}\n`);
    this.document({
      error: { code: failure.code, message: failure.message, hint: failure.hint },
      ...failure.details,
    });
  }

  /** Waits until everything is handed over, then gives the exit code. */
  async finish(exit: Exit): Promise<number> {
    await Promise.all([drained(this.#stdout), drained(this.#stderr)]);
    return exitCodes[exit];
  }
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableEnded) resolve();
    else stream.write('', () => resolve());
  });
}
