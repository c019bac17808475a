import type { Audit, Deed } from '@suture/protocol/ledger.js';
import { count } from './figures.ts';
import type { Paint } from './paint.ts';
import { sanitizeLine } from './sanitize.ts';
import { table } from './table.ts';

/** Sets what was done as a table. */
export function historyTable(deeds: readonly Deed[]): string {
  return table(
    [
      { title: 'AT' },
      { title: 'PID', right: true },
      { title: 'WHAT' },
      { title: 'PATCH' },
      { title: 'BY' },
      { title: 'WHY' },
    ],
    deeds.map(({ at, pid, kind, patch, by, why, detail }) => [
      sanitizeLine(at),
      pid === 0 ? '-' : String(pid),
      sanitizeLine(kind),
      sanitizeLine(patch ?? '-'),
      sanitizeLine(by ?? '-'),
      sanitizeLine([why, detail].filter(Boolean).join('; ')),
    ]),
  );
}

/** Writes what checking the journals found. */
export function auditText(audit: Audit, paint: Paint): string {
  const lines = audit.files
    .filter(({ state }) => state !== 'whole')
    .map(({ file, state, note }) => `${sanitizeLine(file)}: ${state}${note ? `: ${sanitizeLine(note)}` : ''}`);
  const entries = audit.files.reduce((sum, file) => sum + file.entries, 0);
  const sum = `${count(entries, 'entry', 'entries')} in ${count(audit.files.length, 'journal')}`;
  const verdict = audit.ok
    ? paint('good', `The journals hold: ${sum}.`)
    : paint('bad', `The journals do not hold (${sum} are sound).`);
  const missing = (audit.vouched ?? []).filter(({ state }) => state === 'missing');
  lines.push(...missing.map(({ patch, head }) => `patch ${patch}: its commit names the entry ${head}; not borne out`));
  const held = (audit.vouched ?? []).filter(({ state }) => state === 'held').length;
  const borneOut =
    held === 0 ? [] : [`${count(held, 'commit')} of this checkout ${held === 1 ? 'is' : 'are'} borne out.`];
  return [...lines, verdict, ...borneOut, ...(audit.head === '' ? [] : [`head  ${audit.head}`])].join('\n');
}
