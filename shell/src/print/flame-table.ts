import type { ReadProfile } from '../source/cpu-profile.ts';
import type { Paint } from './paint.ts';
import { sanitizeLine } from './sanitize.ts';
import { table } from './table.ts';

const rows = 20;
const barCells = 20;

/** Sets the functions that took the most time in a table, with a bar for the time in each alone. */
export function flameTable({ ms, idleMs, functions }: ReadProfile, paint: Paint): string {
  const busyMs = ms - idleMs;
  const head = `${(ms / 1000).toFixed(1)} s sampled, busy for ${percent(busyMs, ms)} of it.`;
  const shown = functions.filter(({ selfMs }) => selfMs > 0).slice(0, rows);
  if (shown.length === 0) return `${head} No function was seen at work.`;
  return `${paint('strong', head)}\n${table(
    [
      { title: 'SELF', right: true },
      { title: 'TOTAL', right: true },
      { title: '' },
      { title: 'FUNCTION' },
      { title: 'WHERE' },
    ],
    shown.map((one) => [
      percent(one.selfMs, ms),
      percent(one.totalMs, ms),
      '█'.repeat(Math.max(1, Math.round((one.selfMs / ms) * barCells))).padEnd(1),
      sanitizeLine(one.function),
      sanitizeLine(one.path === '' ? '' : `${one.path}:${one.line}`),
    ]),
  )}`;
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / (whole || 1)).toFixed(1)} %`;
}
