import { sanitize } from '../../print/sanitize.ts';
import { type Printed, say, type Tone } from '../theme.ts';

/** Sets a unified diff as rows. */
export function rowsOfDiff(diff: string): Printed[] {
  return sanitize(diff)
    .trimEnd()
    .split('\n')
    .map((row) => say(` ${row.replaceAll('\t', '    ')}`, toneOf(row)));
}

function toneOf(row: string): Tone {
  if (/^(---|\+\+\+|diff |index )/.test(row)) return 'strong';
  if (row.startsWith('@@')) return 'muted';
  if (row.startsWith('+')) return 'good';
  return row.startsWith('-') ? 'refused' : 'plain';
}
