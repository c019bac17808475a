import type { CallInFlight, InFlight } from '@suture/protocol/inflight.js';
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
    ...waitsText(call).map(sanitizeLine),
    sanitizeLine(bodyOf(call.patch)),
  ]);
  const rest = open - found.calls.length;
  const columns = [
    { title: 'SINCE', right: true },
    { title: 'CALL' },
    { title: 'WAITS AT' },
    { title: 'FOR' },
    { title: 'BODY' },
  ];
  const calls = table(columns, rows);
  return `${head}\n${sanitizeLine(versions)}\n${calls}${rest > 0 ? `\n… ${rest} more` : ''}`;
}

function waitsText({ path, line, waits }: CallInFlight): [at: string, what: string] {
  if (!waits) return [`somewhere in ${path}:${line}`, 'not known'];
  const what = waits.what === null ? waits.text : `${waits.text} (${waits.what})`;
  return [`${path}:${waits.line}`, waits.isLost ? `${what}: nobody holds it any more, so it never settles` : what];
}

function bodyOf(patch: string | null): string {
  return patch === null ? 'the build' : `patch ${patch}`;
}
