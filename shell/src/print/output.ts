import { type Failure, exitCodes, type Exit } from '../failure.ts';
import type { Outlet } from './outlet.ts';
import { type Paint, paintFor } from './paint.ts';
import { sanitize, sanitizeJson, sanitizeLine } from './sanitize.ts';

/** What a command prints to: facts on stdout, talk on stderr. */
export class Output {
  readonly json: boolean;
  readonly paint: Paint;
  readonly #outlet: Outlet;
  #printed = false;

  constructor(outlet: Outlet, json: boolean) {
    this.json = json;
    this.paint = paintFor(!json && outlet.colours);
    this.#outlet = outlet;
  }

  /** True when a person sits at both ends, so that a question can be asked. */
  get interactive(): boolean {
    return this.#outlet.interactive;
  }

  /** Asks a question; anything but a yes is a no. */
  agrees(question: string): Promise<boolean> {
    return this.#outlet.agrees(sanitizeLine(question));
  }

  /** Prints lines for people; nothing where a program reads. The text is to be harmless already. */
  text(text: string): void {
    if (!this.json) this.#outlet.facts(`${text}\n`);
  }

  /** Prints the one document of a command where a program reads. */
  document(value: unknown): void {
    if (!this.json || this.#printed) return;
    this.#printed = true;
    this.#outlet.facts(`${sanitizeJson(JSON.stringify(value, undefined, 2))}\n`);
  }

  /** Prints one of the documents of a command that streams them: a line each. */
  item(value: unknown): void {
    if (this.json) this.#outlet.facts(`${sanitizeJson(JSON.stringify(value))}\n`);
  }

  /** Prints a text exactly as it is; on a terminal it is made harmless. */
  exactly(text: string): void {
    this.#outlet.facts(this.#outlet.isTerminal ? sanitize(text) : text);
  }

  /** Says something beside the facts. */
  note(text: string): void {
    this.#outlet.talk(`${sanitizeLine(text)}\n`);
  }

  /** Shows how far something is, where a person watches; an empty text takes it away again. */
  progress(text: string): void {
    this.#outlet.progress?.(sanitizeLine(text));
  }

  /** Prints why a command did not do what it should. */
  failure(failure: Failure): void {
    this.#outlet.talk(`Error: ${sanitizeLine(failure.message)}\nHint: ${sanitizeLine(failure.hint)}\n`);
    this.document({
      error: { code: failure.code, message: failure.message, hint: failure.hint },
      ...failure.details,
    });
  }

  /** Waits until everything is handed over, then gives the exit code. */
  async finish(exit: Exit): Promise<number> {
    await this.#outlet.drained();
    return exitCodes[exit];
  }
}
