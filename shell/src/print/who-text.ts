import type { Doing, Present } from '@suture/protocol/presence.js';
import { clockTime } from './figures.ts';
import { sanitizeLine } from './sanitize.ts';
import { table } from './table.ts';

/** Sets everybody who is attached as a table. */
export function whoTable(present: readonly Present[]): string {
  return table(
    [{ title: 'WHO' }, { title: 'SINCE' }, { title: 'DOES' }],
    present.map(({ who, since, doing, you }) => [
      `${nameOf(who)}${you ? ' (you)' : ''}`,
      clockTime(since),
      doing === null ? 'looks' : doingText(doing),
    ]),
  );
}

/** Says what the others are about to do to the process, in one sentence; undefined when they only look. */
export function othersText(present: readonly Present[]): string | undefined {
  const texts = present.flatMap(({ who, doing, you }) =>
    you || doing === null ? [] : [`${nameOf(who)} ${doingText(doing)}`],
  );
  return texts.length === 0 ? undefined : texts.join(', ');
}

function nameOf(who: Present['who']): string {
  return who === null ? 'somebody' : sanitizeLine(who.name);
}

function doingText({ what, of }: Doing): string {
  const [first = 'a change', ...others] = of;
  return sanitizeLine(`${what} ${first}${others.length > 0 ? ` and ${others.length} more` : ''}`);
}
