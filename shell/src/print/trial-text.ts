import type { Patch } from '@suture/protocol/patch.js';
import type { CallFigures, Gate, Tryout } from '@suture/protocol/trial.js';
import { clockTime, count, duration, milliseconds } from './figures.ts';
import { sanitizeLine } from './sanitize.ts';

/** What has come of the trial of a patch: one line for each body of a canary, one for the gates of a probation. */
export function trialLines({ id, canary, probation }: Patch): string[] {
  const lines: string[] = [];
  if (canary) {
    const states = { running: 'canary for', promoted: 'was a canary for', ended: 'was a canary for' };
    const threw = canary.whenThrew === 0 ? '' : `, which threw ${count(canary.whenThrew, 'time')}`;
    const why = canary.whenError === undefined ? '' : ` (${canary.whenError})`;
    lines.push(sanitizeLine(`${id}: ${states[canary.state]} ${callsOf(canary)}${threw}${why}`));
    lines.push(`  new  ${figures(canary.new)}`, `  old  ${figures(canary.old)}`);
  }
  if (probation) {
    const states = {
      running: `on probation until ${clockTime(probation.endsAt)}`,
      passed: 'probation passed',
      broken: 'probation broken',
      ended: 'probation ended early',
    };
    const gates = probation.gates.map(gateText);
    lines.push(`${id}: ${[states[probation.state], ...gates].join('; ')}`);
  }
  return lines;
}

/** The lines of a patch that was just loaded: how it is tried out, and what to do with it. */
export function tryoutLines(id: string, { canary, probation }: Tryout): string[] {
  const lines: string[] = [];
  if (canary) {
    lines.push(sanitizeLine(`canary        for ${callsOf(canary)}; \`suture patches\` compares`));
    lines.push(`              suture promote ${id}   gives it to every call`);
    lines.push(`              suture rollback ${id}  takes it out`);
  }
  if (probation) lines.push(`probation     ${duration(probation.forMs)}; a gate that breaks takes it back by itself`);
  return lines;
}

/** Says that every call gets a patch now. */
export function promotedText(name: string, { id, probation }: Patch): string {
  const watched = probation?.state === 'running' ? ` Its probation goes on until ${clockTime(probation.endsAt)}.` : '';
  return `Every call of ${sanitizeLine(name)} gets ${id} now.${watched}`;
}

/** One figure of a gate, and how far it may go. */
export function gateText({ name, value, limit, broken }: Gate): string {
  const sign = broken ? 'BROKEN: ' : '';
  const [what, show] = gates[name];
  return `${sign}${what} ${value === null ? 'none yet' : show(value)} (up to ${show(limit)})`;
}

const gates: { readonly [N in Gate['name']]: readonly [string, (value: number) => string] } = {
  uncaughtErrors: ['uncaught errors', (value) => String(Math.round(value))],
  errorRate: ['failed calls', percent],
  loopDelay: ['loop delay', milliseconds],
};

function callsOf({ share, when }: { readonly share?: number | undefined; readonly when?: string | undefined }): string {
  return when === undefined ? `${percent(share ?? 0)} of the calls` : `calls with ${when}`;
}

function figures({ calls, errors, p50Ms, p99Ms }: CallFigures): string {
  const times = p50Ms === null || p99Ms === null ? '' : `, p50 ${milliseconds(p50Ms)}, p99 ${milliseconds(p99Ms)}`;
  return `${count(calls, 'call')}, ${errors} failed${times}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
