import stringWidth from 'string-width';

/** How one column is headed and aligned. */
export interface Column {
  readonly title: string;
  readonly right?: boolean;
}

/** Sets rows in aligned columns under their titles; cells are to be harmless already. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => stringWidth(line[index] ?? ''))));
  return lines
    .map((line) =>
      columns
        .map(({ right }, index) => {
          const cell = line[index] ?? '';
          const blank = ' '.repeat((widths[index] ?? 0) - stringWidth(cell));
          return right ? blank + cell : cell + blank;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
