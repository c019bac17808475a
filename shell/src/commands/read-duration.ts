import { InvalidArgumentError } from 'commander';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Reads a length of time as `500ms`, `5s`, `2m` or `1h` into milliseconds; an hour at most. */
export function readDuration(text: string): number {
  const [, number = '', unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim()) ?? [];
  const ms = Math.round(Number(number) * (units[unit] ?? 0));
  if (number !== '' && ms >= 1 && ms <= 3_600_000) return ms;
  throw new InvalidArgumentError('Give a time as in 500ms, 5s, 2m; an hour at most.');
}
