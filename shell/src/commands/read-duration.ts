import { InvalidArgumentError } from 'commander';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Lengths of time that may be given. */
interface Bounds {
  readonly leastMs: number;
  readonly mostMs: number;
  /** What a number without a unit counts; undefined where it is taken for a mistake. */
  readonly bare?: 's';
  /** What is said of any other text. */
  readonly advice: string;
}

/** Reads a length of time as `500ms`, `5s`, `2m`, `1h` or `1d` into milliseconds; throws what commander prints. */
export function readLength(text: string, { leastMs, mostMs, bare, advice }: Bounds): number {
  const [, number = '', unit = bare ?? ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim()) ?? [];
  const ms = Math.round(Number(number) * (units[unit] ?? Number.NaN));
  if (number !== '' && ms >= leastMs && ms <= mostMs) return ms;
  throw new InvalidArgumentError(advice);
}

/** Reads for how long something is looked at: seconds, where no unit is given; an hour at most. */
export function readDuration(text: string): number {
  const advice = 'Give a time as in 500ms, 5s, 2m; an hour at most.';
  return readLength(text, { leastMs: 1, mostMs: 3_600_000, bare: 's', advice });
}
