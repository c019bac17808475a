/** One line of the table. */
export interface Measure {
  readonly what: string;
  readonly found: string;
  readonly goal: string;
  readonly met: boolean;
}

/** The value below which a share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The mean of ratios. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** Runs two things in turn, the order turned round each time, so that whatever else the machine does meets both. */
export async function inTurn<T>(
  rounds: number,
  first: () => Promise<T>,
  second: () => Promise<T>,
): Promise<{ readonly first: T[]; readonly second: T[] }> {
  const found: { first: T[]; second: T[] } = { first: [], second: [] };
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) found.first.push(await first());
    found.second.push(await second());
    if (round % 2 === 1) found.first.push(await first());
  }
  return found;
}
