import stringWidth from 'string-width';
import { sanitizeLine } from '../../print/sanitize.ts';
import type { Key } from '../keys.ts';
import { type Printed, say } from '../theme.ts';
import { answerKey, asking, type Asking } from './ask.ts';
import type { Place } from './page-sink.ts';
import { cell } from './row.ts';
import type { ViewKey } from './view.ts';

/** The question in the hint row: one at a time; a new one takes the place of the one before, which is answered with nothing. */
export class Questions {
  readonly #changed: () => void;
  #asking: Asking | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** The question of now. */
  get open(): Asking | undefined {
    return this.#asking;
  }

  /** Asks for a line of text, which may begin with one; undefined when nobody wants to give one. */
  put(question: string, text?: string): Promise<string | undefined> {
    return this.#put(question, { text, typedOnly: false });
  }

  /** Asks for a yes, which is typed and sent with Enter. */
  async agrees(question: string): Promise<boolean> {
    const text = await this.#put(`${question} [y/N] `, { text: undefined, typedOnly: true });
    return text !== undefined && /^\s*y(es)?\s*$/i.test(text);
  }

  /** Takes a key. */
  answer(key: Key): void {
    const before = this.#asking;
    if (before === undefined) return;
    const after = answerKey(before, key);
    // Settling may have opened the next question already.
    if (this.#asking === before) this.#asking = after === 'settled' ? undefined : after;
  }

  /** Ends the question without an answer. */
  drop(): void {
    const before = this.#asking;
    this.#asking = undefined;
    before?.settle(undefined);
  }

  #put(question: string, options: { text: string | undefined; typedOnly: boolean }): Promise<string | undefined> {
    this.drop();
    return new Promise((resolve) => {
      this.#asking = asking(question, resolve, options);
      this.#changed();
    });
  }
}

/** The last row of a screen: the question, with the cursor in it; else a notice; else what can be done in the view. */
export function hintRow(
  open: Asking | undefined,
  notice: string | undefined,
  keys: readonly ViewKey[],
  size: { readonly columns: number; readonly rows: number },
): { readonly hint: Printed; readonly cursor?: Place } {
  if (open !== undefined) return questionRow(open, size);
  if (notice !== undefined) return { hint: say(` ${notice}`, 'warning') };
  return { hint: say(keysText(keys, size.columns), 'muted') };
}

/** The keys of a view as far as there is room; how to see the others, and how to leave, are never pushed out. */
function keysText(keys: readonly ViewKey[], columns: number): string {
  const help = keys.some(({ keys: own }) => own.includes('?')) ? [] : ['? keys'];
  const own = keys.map(({ shown, does }) => `${shown} ${does}`);
  const all = (shown: readonly string[]): string => ` ${[...shown, ...help, 'q back'].join('   ')}`;
  if (stringWidth(all(own)) < columns) return all(own);
  while (own.length > 0 && stringWidth(all([...own, '…'])) >= columns) own.pop();
  return all([...own, '…']);
}

function questionRow(
  { question, line }: Asking,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): { readonly hint: Printed; readonly cursor: Place } {
  const before = sanitizeLine(line.text.slice(0, line.cursor));
  const after = sanitizeLine(line.text.slice(line.cursor));
  const shown = shorten(question, columns - 2 - stringWidth(before));
  const column = Math.min(columns - 2, stringWidth(shown) + stringWidth(before));
  return { hint: [{ text: shown, tone: 'prompt' }, { text: before + after }], cursor: { row: rows - 1, column } };
}

/** What is typed is never pushed out by a long question, and how it is answered stays in sight. */
function shorten(question: string, columns: number): string {
  if (stringWidth(question) <= columns) return question;
  const end = question.slice(-7);
  return `${cell(question.slice(0, -7), Math.max(0, columns - stringWidth(end)))}${end}`;
}
