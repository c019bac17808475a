import type { DriftReport } from '../source/drift.ts';
import type { PatchDrift } from '../source/patch-drift.ts';
import { count } from './figures.ts';
import type { Paint } from './paint.ts';
import { sanitizeLine } from './sanitize.ts';

/** Writes one line a finding, then whether the process may be restarted. */
export function driftText(
  process: { name: string; pid: number },
  report: DriftReport & { readonly patches: readonly PatchDrift[] },
  paint: Paint,
): string {
  const who = `${sanitizeLine(process.name)} (${process.pid})`;
  const findings = report.modules
    .filter(({ state }) => state !== 'same')
    .map(({ path, state, patch }) => `${who}: ${sanitizeLine(path)}: ${state}${patch ? ` (patch ${patch})` : ''}`);
  for (const { id, record, finding } of report.patches) {
    if (finding === null) continue;
    const where = record.pullRequest ?? record.branch;
    findings.push(`${who}: patch ${id}${where ? ` (${sanitizeLine(where)})` : ''}: ${sanitizeLine(finding)}`);
  }
  const safe = report.restartSafe
    ? paint('good', 'Safe to restart: yes, nothing would be lost.')
    : paint('bad', 'Safe to restart: no, what runs would be lost.');
  if (findings.length === 0) {
    const compared = count(report.modules.length, 'module');
    return `${who}: ${report.clean ? `no drift in ${compared}` : 'it differs'}\n${safe}`;
  }
  return [...findings, safe].join('\n');
}
