import type { Waiting } from '../change/records.ts';
import { type Named, targetOf } from '../connect/named.ts';
import type { DriftReport } from '../source/drift.ts';
import type { PatchDrift } from '../source/patch-drift.ts';
import { count } from './figures.ts';
import type { Paint } from './paint.ts';
import { recordLine } from './record-line.ts';
import { sanitizeLine } from './sanitize.ts';

/** Writes one line a finding, that of a patch with where its record is, then whether the process may be restarted. */
export function driftText(
  process: Named,
  report: DriftReport & { readonly patches: readonly (PatchDrift & { readonly waiting?: Waiting })[] },
  paint: Paint,
): string {
  const who = `${sanitizeLine(process.name)} (${targetOf(process)})`;
  const findings = report.modules
    .filter(({ state }) => state !== 'same')
    .map(({ path, state, patch }) => `${who}: ${sanitizeLine(path)}: ${state}${patch ? ` (patch ${patch})` : ''}`);
  for (const { id, record, waiting, finding } of report.patches) {
    if (finding === null) continue;
    findings.push(`${who}: patch ${id}: ${sanitizeLine(finding)}; ${sanitizeLine(recordLine(record, waiting))}`);
  }
  const elsewhere = report.modules.filter(({ state, branch }) => state === 'same' && branch && branch !== 'same');
  const toCome =
    elsewhere.length === 0 ? [] : [`${who}: the default branch has other code by now for ${listed(elsewhere)}`];
  const safe = report.restartSafe
    ? paint('good', 'Safe to restart: yes, nothing would be lost.')
    : paint('bad', 'Safe to restart: no, what runs would be lost.');
  if (findings.length === 0) {
    const compared = count(report.modules.length, 'module');
    return `${who}: ${report.clean ? `no drift in ${compared}` : 'it differs'}\n${[...toCome, safe].join('\n')}`;
  }
  return [...findings, ...toCome, safe].join('\n');
}

/** How many paths a line names before it counts. */
const maxNamed = 5;

function listed(modules: readonly { readonly path: string }[]): string {
  const named = modules.slice(0, maxNamed).map(({ path }) => sanitizeLine(path));
  const more = modules.length - named.length;
  return more === 0 ? named.join(', ') : `${named.join(', ')} and ${count(more, 'other')}`;
}
