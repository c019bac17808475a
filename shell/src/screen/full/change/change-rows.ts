import { type PlannedEdit, refusalOf } from '../../../change/plan-edit.ts';
import { count, duration, milliseconds } from '../../../print/figures.ts';
import { recordLine } from '../../../print/record-line.ts';
import type { Seen } from '../../../change/seen-log.ts';
import { sanitizeLine } from '../../../print/sanitize.ts';
import { type Piece, type Printed, say, type Tone } from '../../theme.ts';
import { failureRows, wrapped } from '../as-failure.ts';
import { type ChangeState, type Phase, type Progress, progressOf, steps } from './change-state.ts';
import { unadded } from './evidence.ts';
import { trialRows } from './trial-rows.ts';

const progressLooks: { readonly [P in Progress]: readonly [string, Tone] } = {
  before: ['', 'muted'],
  now: ['', 'marked'],
  done: [' ✓', 'good'],
  failed: [' ✗', 'refused'],
};

/** The stepper: the step of now in capitals, a mark behind each that is over. */
export function stepperRow(state: ChangeState): Printed {
  const progress = progressOf(state);
  const row: Piece[] = [{ text: ' ' }];
  for (const step of steps) {
    const [mark, tone] = progressLooks[progress[step]];
    const isNow = progress[step] === 'now' || progress[step] === 'failed';
    if (row.length > 1) row.push({ text: ' ─ ', tone: 'muted' });
    row.push({ text: `${isNow ? step.toUpperCase() : step}${mark}`, tone });
  }
  return row;
}

/** What is known about where the change is; stands below the diff. */
export function footRows(state: ChangeState, columns: number, now: number): Printed[] {
  const line: Printed = [{ text: '─'.repeat(Math.max(0, columns - 1)), tone: 'muted' }];
  const meanwhile = state.meanwhile === undefined ? [] : wrapped(` ! ${state.meanwhile}`, columns, 'warning');
  return [line, ...meanwhile, ...phaseRows(state, columns, now)];
}

function phaseRows(state: ChangeState, columns: number, now: number): Printed[] {
  const { phase } = state;
  switch (phase.is) {
    case 'editing':
      return [say(' opening the file as it runs …', 'muted')];
    case 'checking':
      return [say(' compiling, checking types, asking the process …', 'muted')];
    case 'stopped':
      return failureRows(phase.failure, columns);
    case 'planned':
      return [...verdictRows(phase.planned, columns), ...evidenceRows(state, columns)];
    case 'loading':
      return [say(` ${loadingWords[phase.step]}`, 'warning')];
    case 'unknown':
      return failureRows(phase.failure, columns);
    case 'live':
      return liveRows(phase, columns, now);
  }
}

const loadingWords = {
  journal: 'writing it down before anything runs …',
  load: 'loading; this cannot be called back …',
  record: 'it runs; recording …',
} as const;

/** What was seen of the functions in this shell: whether the request gets it, and how. */
function evidenceRows(state: ChangeState, columns: number): Printed[] {
  const titles = (seen: readonly Seen[]): string => sanitizeLine(seen.map(({ title }) => title).join('; '));
  const more = unadded(state);
  const { adds } = state;
  return [
    ...(adds.length > 0 ? wrapped(`The request gets: ${titles(adds)}.`, columns, 'plain') : []),
    ...(more.length > 0
      ? wrapped(`Seen in this shell: ${titles(more)}. v adds it to the request.`, columns, 'muted')
      : []),
  ];
}

function verdictRows(planned: PlannedEdit, columns: number): Printed[] {
  const refusal = refusalOf(planned, false);
  if (refusal !== undefined) return failureRows(refusal, columns);
  const { modules } = planned.plan;
  const bodies = modules.flatMap(({ changes }) => changes).length;
  const types = planned.edit.types.ok ? 'the types fit' : 'the types do not fit';
  const verdict = `It can be loaded: ${count(bodies, 'change')} in ${count(modules.length, 'module')}, ${types}.`;
  const { canary, probation } = planned.tryout ?? {};
  const which = canary?.share === undefined ? `calls with ${canary?.when}` : `${canary.share * 100} % of the calls`;
  const time = probation === undefined ? '' : ` Watched for ${duration(probation.forMs)}.`;
  return wrapped(`${verdict}${canary === undefined ? '' : ` For ${which}.`}${time}`, columns, 'good');
}

function liveRows(phase: Extract<Phase, { is: 'live' }>, columns: number, now: number): Printed[] {
  const { id, patch, loaded, record } = phase;
  const rows: Printed[] = [];
  if (patch !== undefined && patch.state !== 'live') {
    rows.push(
      ...wrapped(` ${id} does not run any more: ${stateWords[patch.state]}. ${patch.note ?? ''}`, columns, 'warning'),
    );
  } else {
    const took =
      loaded === undefined || loaded.functions === null || loaded.pauseMs === null
        ? ''
        : `: ${count(loaded.functions, 'function')}, the process was held for ${milliseconds(loaded.pauseMs)}`;
    rows.push([{ text: ' Live', tone: 'good' }, { text: `  ${id}${took}` }]);
  }
  if (patch !== undefined) rows.push(...trialRows(patch, now, columns));
  rows.push(...recordRows(phase, columns));
  return record?.notes === undefined
    ? rows
    : [...rows, ...record.notes.flatMap((note) => wrapped(` ${note}`, columns, 'muted'))];
}

const stateWords = { live: 'live', rolledBack: 'rolled back', takenBack: 'taken back', retired: 'retired' } as const;

/** Where the record is: at a pull request, waiting for a moment, or in need of a person. */
function recordRows({ record }: Extract<Phase, { is: 'live' }>, columns: number): Printed[] {
  if (record === undefined) return [say(' record on its way …', 'muted')];
  const { waiting } = record;
  return wrapped(` record: ${recordLine(record.record, waiting)}`, columns, waiting === undefined ? 'good' : 'warning');
}
