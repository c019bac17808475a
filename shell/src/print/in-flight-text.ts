import type { InFlight } from '@suture/protocol/inflight.js';
import { count, milliseconds } from './figures.ts';
import { sanitizeLine } from './sanitize.ts';
import { table } from './table.ts';

/** Writes which calls have not come to their end: a sentence, how many run in which body, and the oldest of them. */
export function inFlightText(found: InFlight): string {
  const open = found.begun - found.ended;
  const head =
    `${count(found.functions, 'async function')} followed for ${milliseconds(found.lookingMs)}: ` +
    `${count(found.begun, 'call')} began, ${open === 0 ? 'none is' : `${open} ${open === 1 ? 'is' : 'are'}`} under way.`;
  if (found.calls.length === 0) return head;
  const versions = found.versions.map(({ patch, count: n }) => `${n} in ${bodyOf(patch)}`).join(', ');
  const rows = found.calls.map((call) => [
    milliseconds(call.ms),
    sanitizeLine(`${call.function}(${call.args.join(', ')})`),
    sanitizeLine(`${call.path}:${call.line}`),
    sanitizeLine(bodyOf(call.patch)),
  ]);
  const rest = open - found.calls.length;
  const calls = table([{ title: 'FOR', right: true }, { title: 'CALL' }, { title: 'WHERE' }, { title: 'BODY' }], rows);
  return `${head}\n${sanitizeLine(versions)}\n${calls}${rest > 0 ? `\n… ${rest} more` : ''}`;
}

function bodyOf(patch: string | null): string {
  return patch === null ? 'the build' : `patch ${patch}`;
}
