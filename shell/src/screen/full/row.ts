import stringWidth from 'string-width';
import { graphemes } from '../state/line.ts';
import type { Piece, Printed } from '../theme.ts';

/** Cuts a row to a number of cells, with an ellipsis where something is missing. */
export function cut(row: Printed, columns: number): Printed {
  let room = columns;
  if (stringWidth(textOf(row)) <= columns) return row;
  const kept: Piece[] = [];
  for (const piece of row) {
    const width = stringWidth(piece.text);
    if (width < room) {
      kept.push(piece);
      room -= width;
      continue;
    }
    kept.push({ text: `${firstCells(piece.text, room - 1)}…`, tone: piece.tone });
    break;
  }
  return kept;
}

/** Gives the text of a row. */
export function textOf(row: Printed): string {
  return row.map(({ text }) => text).join('');
}

/** Fills a text up to a number of cells, or cuts it. */
export function cell(text: string, columns: number): string {
  const width = stringWidth(text);
  if (width <= columns) return text + ' '.repeat(columns - width);
  return columns < 1 ? '' : `${firstCells(text, columns - 1)}…`;
}

/** The first cells of a text; never half of a wide character. */
function firstCells(text: string, columns: number): string {
  // Most text is plain, and rows are many.
  if (/^[\x20-\x7e]*$/.test(text)) return text.slice(0, Math.max(0, columns));
  let taken = '';
  let width = 0;
  for (const each of graphemes(text.slice(0, columns * 8))) {
    width += stringWidth(each);
    if (width > columns) break;
    taken += each;
  }
  return taken;
}

/** Parts a text into rows of so many cells, wherever that falls: for code, whose blanks matter. */
export function fold(text: string, columns: number): string[] {
  const rows: string[] = [];
  let rest = text;
  while (stringWidth(rest) > columns) {
    const part = firstCells(rest, columns);
    if (part === '') break;
    rows.push(part);
    rest = rest.slice(part.length);
  }
  return [...rows, rest];
}

/** Parts a text into rows of at most so many cells, between words where that can be. */
export function wrap(text: string, columns: number): string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of text.split(/(?<=\s)/)) {
    let rest = word;
    if (row !== '' && stringWidth(row + rest.trimEnd()) > columns) {
      rows.push(row.trimEnd());
      row = '';
    }
    while (stringWidth(rest) > columns && columns > 0) {
      const part = firstCells(rest, columns);
      if (part === '') break;
      rows.push(part);
      rest = rest.slice(part.length);
    }
    row += rest;
  }
  return [...rows, row.trimEnd()];
}
