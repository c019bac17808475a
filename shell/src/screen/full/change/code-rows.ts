import stringWidth from 'string-width';
import { sanitizeLine } from '../../../print/sanitize.ts';
import type { Piece, Printed, Tone } from '../../theme.ts';
import { fold } from '../row.ts';
import { emphasise, type LinePart } from './emphasis.ts';
import type { Hunk } from './hunks.ts';

/** Cells that the number of a line takes, with the blank behind it. */
export const numberCells = 6;

/** A row of a hunk: the number of its line, and its text. */
export interface CodeRow {
  readonly number: string;
  readonly text: Printed;
}

/**
 * The lines of a hunk, with what changed within them set apart: by looks, or without colours by a row of `^` below. A long
 * line goes on in the next row, because nothing of a change may be out of sight.
 */
export function codeRows({ from, lines }: Hunk, columns: number, colours: boolean): CodeRow[] {
  let line = from;
  const clean = lines.map((text) => sanitizeLine(text.replaceAll('\t', '    ')));
  return emphasise(clean).flatMap((parts, at) => {
    const sign = clean[at]?.[0];
    const number = sign === '-' ? '' : String(line++);
    return foldParts(parts, Math.max(8, columns)).flatMap((row, index): CodeRow[] => {
      const numbered = { number: `${(index === 0 ? number : '').padStart(numberCells - 1)} `, text: toned(row, sign) };
      if (colours || row.every(({ isChanged }) => !isChanged)) return [numbered];
      return [numbered, { number: ' '.repeat(numberCells), text: [{ text: carets(row) }] }];
    });
  });
}

const tones: { readonly [sign: string]: readonly [stayed: Tone, changed: Tone] } = {
  '+': ['good', 'gained'],
  '-': ['refused', 'lost'],
};

function toned(parts: readonly LinePart[], sign: string | undefined): Printed {
  const [stayed, changed] = tones[sign ?? ''] ?? ['plain', 'plain'];
  return parts.map(({ text, isChanged }): Piece => ({ text, tone: isChanged ? changed : stayed }));
}

function carets(parts: readonly LinePart[]): string {
  return parts
    .map(({ text, isChanged }) => (isChanged ? '^' : ' ').repeat(stringWidth(text)))
    .join('')
    .trimEnd();
}

/** Parts a line into rows, and its parts with it. */
function foldParts(parts: readonly LinePart[], columns: number): LinePart[][] {
  const left = [...parts];
  return fold(parts.map(({ text }) => text).join(''), columns).map((row) => {
    const taken: LinePart[] = [];
    let room = row.length;
    while (room > 0) {
      const next = left.shift();
      if (next === undefined) break;
      const text = next.text.slice(0, room);
      if (text !== '') taken.push({ ...next, text });
      if (text.length < next.text.length) left.unshift({ ...next, text: next.text.slice(text.length) });
      room -= text.length;
    }
    return taken;
  });
}
