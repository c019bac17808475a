import stringWidth from 'string-width';

/** Where the cursor stands in the live region, counted from its first row. */
export interface Cursor {
  readonly row: number;
  readonly column: number;
}

/** Sends text to the terminal and tells when it has taken it. */
export type Write = (text: string, taken: () => void) => void;

/**
 * Erases the row of the cursor and those below. Not from the first column on: tmux (3.3) takes ED at the upper left corner for a
 * clear of the screen, and keeps what stood there, the live region, in its scrollback.
 */
export const eraseDown: string = '\r\x1b[K\x1b[C\x1b[J\r';

interface Shown {
  readonly rows: readonly string[];
  readonly cursor: Cursor;
}

/**
 * Draws the live region at the end of the normal screen and prints above it. It writes only rows that changed, one write at a
 * time: while the terminal does not take the last one, frames replace each other and nothing blocks.
 */
export class Sink {
  readonly #write: Write;
  #columns: number;
  #shown: Shown = { rows: [], cursor: { row: 0, column: 0 } };
  #wanted: Shown | undefined;
  readonly #toPrint: string[] = [];
  #redraw = false;
  #inFlight = false;
  #paused = false;
  #closed = false;

  constructor(write: Write, columns: number) {
    this.#write = write;
    this.#columns = columns;
  }

  /** Shows a frame; an older one that was not drawn yet is dropped. */
  draw(frame: string, cursor: Cursor): void {
    this.#wanted = { rows: frame.split('\n'), cursor };
    this.#flush();
  }

  /** Prints lines above the live region, together with the next frame; they stay in the scrollback of the terminal. */
  print(lines: readonly string[]): void {
    for (const line of lines) this.#toPrint.push(line);
  }

  /** Takes note of a new width: rows that are too long now were wrapped by the terminal. The next frame is drawn whole. */
  resize(columns: number): void {
    const { rows, cursor } = this.#shown;
    this.#columns = columns;
    const above = rows
      .slice(0, cursor.row)
      .reduce((sum, row) => sum + Math.max(1, Math.ceil(stringWidth(row) / columns)), 0);
    const row = above + Math.floor(cursor.column / columns);
    // Nothing of it is known to stand where it stood: draw all of it again from its first row on.
    this.#shown = { rows: rows.slice(0, 1).map(() => ''), cursor: { row, column: 0 } };
    this.#redraw = true;
  }

  /** Draws everything again. */
  redraw(): void {
    this.#redraw = true;
    this.#wanted ??= this.#shown;
    this.#flush();
  }

  /** Forgets what was drawn: something else has used the terminal, the cursor stands at the start of a fresh row. */
  startOver(): void {
    this.#wanted ??= this.#shown;
    this.#shown = { rows: [], cursor: { row: 0, column: 0 } };
    this.#redraw = true;
    this.#flush();
  }

  /** Takes the live region off and draws nothing until {@link resume}: something else has the terminal now. */
  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#wanted ??= this.#shown;
    this.#write(this.#erase() + this.#takePrinted(), () => {});
    this.#shown = { rows: [], cursor: { row: 0, column: 0 } };
  }

  /** Draws again where the cursor stands, at the start of a fresh row; what was printed meanwhile comes first. */
  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.startOver();
  }

  /** Ends drawing and gives what takes the live region off the screen and prints what was still to be printed. */
  close(): string {
    if (this.#closed) return '';
    this.#closed = true;
    return this.#erase() + this.#takePrinted();
  }

  #takePrinted(): string {
    return this.#toPrint
      .splice(0)
      .map((line) => `${line}\r\n`)
      .join('');
  }

  #flush(): void {
    if (this.#inFlight || this.#paused || this.#closed) return;
    const text = this.#compose();
    if (text === '') return;
    this.#inFlight = true;
    this.#write(text, () => {
      this.#inFlight = false;
      this.#flush();
    });
  }

  #compose(): string {
    const wanted = this.#wanted ?? this.#shown;
    if (this.#toPrint.length === 0 && !this.#redraw && this.#wanted === undefined) return '';
    let text: string;
    if (this.#toPrint.length > 0 || this.#redraw) {
      text = this.#erase() + this.#takePrinted() + wanted.rows.join('\r\n');
      text += moveTo(wanted.rows.length - 1, wanted.cursor);
    } else {
      text = this.#changes(wanted);
    }
    this.#redraw = false;
    this.#wanted = undefined;
    this.#shown = wanted;
    return text;
  }

  #erase(): string {
    return up(this.#shown.cursor.row) + eraseDown;
  }

  #changes(wanted: Shown): string {
    const shown = this.#shown;
    let text = '';
    let row = shown.cursor.row;
    const go = (to: number): void => {
      const last = Math.max(shown.rows.length - 1, row);
      text += to <= last ? vertical(to - row) : `${vertical(last - row)}${'\r\n'.repeat(to - last)}`;
      row = to;
    };
    for (const [index, content] of wanted.rows.entries()) {
      if (shown.rows[index] === content) continue;
      go(index);
      text += `\r${content}`;
      if (stringWidth(content) < this.#columns) text += '\x1b[K';
    }
    if (shown.rows.length > wanted.rows.length) {
      go(wanted.rows.length);
      text += '\r\x1b[J';
    }
    if (text === '' && same(shown.cursor, wanted.cursor)) return '';
    return text + moveTo(row, wanted.cursor);
  }
}

function moveTo(row: number, cursor: Cursor): string {
  return `${vertical(cursor.row - row)}\r${cursor.column > 0 ? `\x1b[${cursor.column}C` : ''}`;
}

function vertical(by: number): string {
  return by < 0 ? up(-by) : by > 0 ? `\x1b[${by}B` : '';
}

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : '';
}

function same(one: Cursor, other: Cursor): boolean {
  return one.row === other.row && one.column === other.column;
}
