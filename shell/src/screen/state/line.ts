/** The text being typed and where the cursor stands in it, in UTF-16 units, always between two graphemes. */
export interface Line {
  readonly text: string;
  readonly cursor: number;
}

/** A line with nothing in it. */
export const emptyLine: Line = { text: '', cursor: 0 };

/** A line with the cursor at its end. */
export function lineOf(text: string): Line {
  return { text, cursor: text.length };
}

/** Puts text where the cursor stands. */
export function insert(line: Line, text: string): Line {
  return {
    text: line.text.slice(0, line.cursor) + text + line.text.slice(line.cursor),
    cursor: line.cursor + text.length,
  };
}

/** A place in the text that a movement goes to. */
export type Place = 'left' | 'right' | 'wordLeft' | 'wordRight' | 'rowStart' | 'rowEnd';

/** Moves the cursor. */
export function move(line: Line, place: Place): Line {
  return { text: line.text, cursor: find(line, place) };
}

/** Removes what lies between the cursor and a place; gives the line and the text that was removed. */
export function erase(line: Line, place: Place): { readonly line: Line; readonly removed: string } {
  const other = find(line, place);
  const from = Math.min(line.cursor, other);
  const to = Math.max(line.cursor, other);
  return {
    line: { text: line.text.slice(0, from) + line.text.slice(to), cursor: from },
    removed: line.text.slice(from, to),
  };
}

/** Moves up or down one row of a text of several rows; undefined when there is no such row. */
export function moveRow(line: Line, by: -1 | 1): Line | undefined {
  const rows = line.text.split('\n');
  const before = line.text.slice(0, line.cursor).split('\n');
  const target = before.length - 1 + by;
  const row = rows[target];
  if (row === undefined) return undefined;
  const column = Math.min(before.at(-1)?.length ?? 0, row.length);
  const start = rows.slice(0, target).reduce((sum, each) => sum + each.length + 1, 0);
  return { text: line.text, cursor: start + column };
}

function find({ text, cursor }: Line, place: Place): number {
  switch (place) {
    case 'left':
      return cursor - (graphemes(text.slice(0, cursor)).at(-1)?.length ?? 0);
    case 'right':
      return cursor + (graphemes(text.slice(cursor, cursor + 64))[0]?.length ?? 0);
    case 'wordLeft':
      return /[\p{L}\p{N}_$]*[^\p{L}\p{N}_$]*$/u.exec(text.slice(0, cursor))?.index ?? 0;
    case 'wordRight':
      return cursor + (/^[^\p{L}\p{N}_$]*[\p{L}\p{N}_$]*/u.exec(text.slice(cursor))?.[0].length ?? 0);
    case 'rowStart':
      return text.lastIndexOf('\n', cursor - 1) + 1;
    case 'rowEnd': {
      const end = text.indexOf('\n', cursor);
      return end < 0 ? text.length : end;
    }
  }
}

const segmenter: Intl.Segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** ICU takes time that grows with the square of the length: 1.2 s for 60,000 characters. */
const windowUnits = 1_024;

/** Parts a text into what a person takes for characters. */
export function graphemes(text: string): string[] {
  // What people paste is mostly this, and parting it the long way takes a key's time.
  if (/^[\n\x20-\x7e]*$/.test(text)) return text.split('');
  const parts: string[] = [];
  for (let from = 0; from < text.length; ) {
    const isHalf = /[\udc00-\udfff]/.test(text.charAt(from + windowUnits));
    const to = from + windowUnits + (isHalf ? 1 : 0);
    const found = Array.from(segmenter.segment(text.slice(from, to)), (each) => each.segment);
    // The last one of a window may go on behind it.
    if (to < text.length && found.length > 1) found.pop();
    for (const part of found) {
      parts.push(part);
      from += part.length;
    }
  }
  return parts;
}
