const cells = 30;

/** Draws how much of something is done, with the share in figures. */
export function progressBar(done: number, total: number): string {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const full = Math.round(share * cells);
  return `${'█'.repeat(full)}${'░'.repeat(cells - full)} ${Math.floor(100 * share)} %`;
}
