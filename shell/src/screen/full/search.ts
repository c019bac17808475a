import type { Printed } from '../theme.ts';
import { textOf } from './row.ts';

/** Which way to look for a row, and whether the one that one stands on counts. */
export interface SearchFrom {
  readonly at: number;
  readonly by: 1 | -1;
  readonly inclusive: boolean;
}

/** Finds the next row that holds a text, around the end; upper and lower case are the same. */
export function findRow(body: readonly Printed[], text: string, { at, by, inclusive }: SearchFrom): number | undefined {
  const wanted = text.toLowerCase();
  const first = inclusive ? 0 : 1;
  for (let step = first; wanted !== '' && step < body.length + first; step += 1) {
    const row = (((at + by * step) % body.length) + body.length) % body.length;
    const shown = textOf(body[row] ?? []).toLowerCase();
    if (shown.includes(wanted)) return row;
  }
  return undefined;
}
