import type { Printed } from '../theme.ts';
import type { View } from './view.ts';

/** Rows to read, as many columns wide as there are. */
export function textView(title: string, rows: (columns: number) => readonly Printed[]): View {
  return {
    title,
    keys: () => [],
    page: ({ columns }) => ({ head: [], body: rows(columns), foot: [], marks: false }),
    act() {},
    close() {},
  };
}
