import type { Write } from '../sink.ts';

/** Draws whole pages on the alternate screen. It writes only rows that changed, one write at a time; frames nobody took are dropped. */
export class PageSink {
  readonly #write: Write;
  #shown: readonly string[] = [];
  #wanted: { readonly rows: readonly string[]; readonly cursor: Place | undefined } | undefined;
  #cursor: Place | undefined;
  #fresh = true;
  #inFlight = false;
  #closed = false;

  constructor(write: Write) {
    this.#write = write;
  }

  /** Shows a page of as many rows as the terminal has; the cursor is hidden unless it has a place. */
  draw(rows: readonly string[], cursor?: Place): void {
    this.#wanted = { rows, cursor };
    this.#flush();
  }

  /** Forgets what was drawn: the size has changed, or something else has used the terminal. */
  startOver(): void {
    this.#fresh = true;
  }

  /** Ends drawing. */
  close(): void {
    this.#closed = true;
  }

  #flush(): void {
    if (this.#inFlight || this.#closed || this.#wanted === undefined) return;
    const { rows, cursor } = this.#wanted;
    this.#wanted = undefined;
    const text = this.#compose(rows, cursor);
    this.#shown = rows;
    this.#cursor = cursor;
    this.#fresh = false;
    if (text === '') return;
    this.#inFlight = true;
    this.#write(text, () => {
      this.#inFlight = false;
      this.#flush();
    });
  }

  #compose(rows: readonly string[], cursor: Place | undefined): string {
    let text = this.#fresh ? '\x1b[2J' : '';
    for (const [index, row] of rows.entries()) {
      if (!this.#fresh && this.#shown[index] === row) continue;
      text += `\x1b[${index + 1};1H${row}${this.#fresh ? '' : '\x1b[K'}`;
    }
    const moved = cursor?.row !== this.#cursor?.row || cursor?.column !== this.#cursor?.column;
    if (text === '' && !moved) return '';
    const hidden = this.#fresh || (cursor === undefined) !== (this.#cursor === undefined);
    const visibility = hidden ? `\x1b[?25${cursor === undefined ? 'l' : 'h'}` : '';
    return `${text}${visibility}${cursor === undefined ? '' : `\x1b[${cursor.row + 1};${cursor.column + 1}H`}`;
  }
}

/** Row and column from 0. */
export interface Place {
  readonly row: number;
  readonly column: number;
}
