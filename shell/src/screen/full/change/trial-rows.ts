import stringWidth from 'string-width';
import type { Patch } from '@suture/protocol/patch.js';
import type { CallFigures, Canary, Gate, Probation } from '@suture/protocol/trial.js';
import { duration, milliseconds } from '../../../print/figures.ts';
import { sanitizeLine } from '../../../print/sanitize.ts';
import { type Piece, type Printed, say } from '../../theme.ts';
import { textOf } from '../row.ts';

/** The bar of a patch on trial: who gets the new body, how it does against the old one, what would take it back, until when. */
export function trialRows({ canary, probation }: Patch, now: number, columns: number): Printed[] {
  return [
    ...(canary === undefined ? [] : canaryRows(canary)),
    ...(probation === undefined ? [] : probationRows(probation, now, columns)),
  ];
}

function canaryRows(canary: Canary): Printed[] {
  const who =
    canary.when === undefined
      ? `${Number(((canary.share ?? 0) * 100).toPrecision(3))} % of the calls`
      : `calls for which ${canary.when}`;
  const states = { running: 'CANARY', promoted: 'canary, promoted', ended: 'canary, ended' };
  const threw =
    canary.whenThrew === 0
      ? ''
      : `   the condition threw ${canary.whenThrew} times${canary.whenError ? `: ${canary.whenError}` : ''}`;
  return [
    [{ text: ` ${states[canary.state]}  `, tone: 'strong' }, { text: sanitizeLine(`${who}${threw}`) }],
    say(`   ${'old'.padEnd(5)}${figures(canary.old)}`, 'muted'),
    say(`   ${'new'.padEnd(5)}${figures(canary.new)}`),
    [{ text: '   gate ' }, ...gateText(canary.gate)],
  ];
}

function figures({ calls, errors, p50Ms, p99Ms }: CallFigures): string {
  const share = calls === 0 ? '' : ` (${percent(errors / calls)})`;
  const times = p50Ms === null || p99Ms === null ? '' : `   p50 ${milliseconds(p50Ms)}   p99 ${milliseconds(p99Ms)}`;
  return `${String(calls).padStart(8)} calls   ${errors} errors${share}${times}`;
}

function probationRows({ state, endsAt, gates }: Probation, now: number, columns: number): Printed[] {
  const left = Date.parse(endsAt) - now;
  const words = {
    running: `PROBATION  ${left > 0 ? `${duration(left)} left` : 'ends now'}`,
    passed: 'probation passed',
    broken: 'GATE BROKEN: the agent took the patch back',
    ended: 'probation ended',
  };
  const tone = state === 'broken' ? 'refused' : state === 'running' ? 'warning' : 'good';
  const rows: Piece[][] = [[{ text: ` ${words[state]}`, tone }]];
  // A gate is never cut: where it does not fit it begins the next row.
  for (const gate of gates) {
    const next: Piece[] = [{ text: ' │ ', tone: 'muted' }, ...gateText(gate)];
    const row = rows.at(-1) ?? [];
    if (stringWidth(textOf([...row, ...next])) < columns) row.push(...next);
    else rows.push([{ text: '  ' }, ...next]);
  }
  return rows;
}

const gateWords: { readonly [N in Gate['name']]: string } = {
  uncaughtErrors: 'uncaught errors',
  errorRate: 'errors',
  loopDelay: 'loop delay',
};

function gateText({ name, value, limit, baseline, broken }: Gate): Piece[] {
  const before = baseline === null ? '' : `${figure(name, baseline)} → `;
  const now = value === null ? 'nothing yet' : figure(name, value);
  return [
    { text: `${gateWords[name]} ${before}${now} ` },
    broken
      ? { text: `✗ more than ${figure(name, limit)}`, tone: 'refused' }
      : { text: `✓ at most ${figure(name, limit)}`, tone: 'good' },
  ];
}

function figure(name: Gate['name'], value: number): string {
  if (name === 'errorRate') return percent(value);
  return name === 'loopDelay' ? milliseconds(value) : String(Number(value.toPrecision(3)));
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}
