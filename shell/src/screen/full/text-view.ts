import type { Printed } from '../theme.ts';
import type { View } from './view.ts';

/** Rows to read. */
export function textView(title: string, rows: readonly Printed[]): View {
  return {
    title,
    keys: () => [],
    page: () => ({ head: [], body: rows, foot: [], marks: false }),
    act() {},
    close() {},
  };
}
