const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** Draws figures as bars of one cell each, the newest on the right; what is not known is a dot. The scale begins at 0. */
export function sparkline(values: readonly (number | null)[], columns: number, most?: number): string {
  const shown = values.slice(-columns);
  const top = most ?? Math.max(0, ...shown.map((value) => value ?? 0));
  const drawn = shown.map((value) => {
    if (value === null) return '·';
    const step = top <= 0 ? 0 : Math.round((Math.min(value, top) / top) * (bars.length - 1));
    return bars[Math.max(0, step)] ?? bars[0];
  });
  return drawn.join('').padStart(columns);
}
