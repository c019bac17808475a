import stringWidth from 'string-width';
import { sanitizeLine } from '../../print/sanitize.ts';
import { graphemes, type Line } from '../state/line.ts';

/** The rows of the prompt and where the cursor stands in them. */
export interface InputRows {
  /** What stands before the text in each row: the label, or the mark of a further row. */
  readonly rows: readonly { readonly before: string; readonly text: string }[];
  readonly cursor: { readonly row: number; readonly column: number };
}

interface Row {
  before: string;
  text: string;
  width: number;
}

interface Cell {
  readonly cell: string;
  readonly width: number;
}

/** A long text has few different characters, and measuring one takes its time. */
function measure(each: string, cells: Map<string, Cell>): Cell {
  const cell = sanitizeLine(each);
  const measured = { cell, width: stringWidth(cell) };
  cells.set(each, measured);
  return measured;
}

/** Lays the label and the typed text out in rows of at most `columns` cells, showing those around the cursor. */
export function layInput(label: string, line: Line, columns: number, maxRows: number): InputRows {
  const shownLabel = fit(label, Math.max(2, columns - 12));
  const rows: Row[] = [{ before: shownLabel, text: '', width: stringWidth(shownLabel) }];
  let cursor = { row: 0, column: rows[0]?.width ?? 0 };
  let place = 0;
  const cells = new Map<string, Cell>();
  const open = (before: string): Row => {
    const row = { before, text: '', width: stringWidth(before) };
    rows.push(row);
    return row;
  };
  let row = rows[0] ?? open('');
  for (const each of [...graphemes(line.text), '']) {
    const { cell, width } = cells.get(each) ?? measure(each, cells);
    if (each !== '\n' && row.width + Math.max(width, 1) > columns) row = open('  ');
    if (place === line.cursor) cursor = { row: rows.length - 1, column: row.width };
    place += each.length;
    if (each === '\n') {
      row = open('… ');
    } else {
      row.text += cell;
      row.width += width;
    }
  }
  const first = Math.max(0, Math.min(cursor.row - maxRows + 1, rows.length - maxRows));
  return {
    rows: rows.slice(first, first + maxRows).map(({ before, text }) => ({ before, text })),
    cursor: { row: cursor.row - first, column: cursor.column },
  };
}

/** Cuts a text to a number of cells, with an ellipsis where something is missing. */
export function fit(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let cut = '';
  for (const each of graphemes(text)) {
    if (stringWidth(cut + each) > columns - 1) break;
    cut += each;
  }
  return `${cut}…`;
}
