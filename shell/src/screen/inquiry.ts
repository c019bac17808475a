import type { Channel } from '../connect/channel.ts';
import { sanitizeLine } from '../print/sanitize.ts';
import { candidatesFor } from './candidates.ts';
import type { Action } from './state/state.ts';

/** What is asked while a line is typed. */
interface InquiryOptions {
  readonly channel: () => Channel;
  readonly cwd: string;
  readonly dispatch: (action: Action) => void;
}

/** A pause between two keys of somebody who types is shorter than this. */
const pauseMs = 80;
const answerMs = 2_000;
const previewMaxCharacters = 300;

/** Asks the process about a line that is being typed: one question at a time, about the newest line only. */
export class Inquiry {
  readonly #options: InquiryOptions;
  #timer: NodeJS.Timeout | undefined;
  #asking = false;
  #wanted: { of: string; scope: string | undefined } | undefined;

  constructor(options: InquiryOptions) {
    this.#options = options;
  }

  /** Asks for the value of a line, once the keys rest. */
  preview(of: string, scope: string | undefined): void {
    this.#wanted = { of, scope };
    this.#whenKeysRest();
  }

  /** Asks at once for what may follow a text. */
  async complete(of: string, scope: string | undefined): Promise<void> {
    const { channel, cwd, dispatch } = this.#options;
    try {
      dispatch({ type: 'completed', ...(await candidatesFor(of, { channel: channel(), cwd, scope })) });
    } catch {
      dispatch({ type: 'completed', of, word: '', items: [] });
    }
  }

  /** Ends the questions. May be called twice. */
  close(): void {
    this.#wanted = undefined;
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    const wanted = this.#wanted;
    if (!wanted) return;
    this.#wanted = undefined;
    this.#asking = true;
    const { channel, dispatch } = this.#options;
    try {
      const params = { expression: wanted.of, module: wanted.scope, session: true };
      const { text } = await channel().call('preview', params, { timeoutMs: answerMs });
      if (text !== null) {
        dispatch({
          type: 'previewed',
          of: wanted.of,
          text: sanitizeLine(text.replace(/\n\s*/g, ' ').slice(0, previewMaxCharacters)),
        });
      }
    } catch {
      // A preview is a comfort; the next line asks again.
    }
    this.#asking = false;
    this.#whenKeysRest();
  }

  #whenKeysRest(): void {
    clearTimeout(this.#timer);
    if (!this.#asking && this.#wanted) this.#timer = setTimeout(() => void this.#ask(), pauseMs);
  }
}
