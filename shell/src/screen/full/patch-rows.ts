import type { Patch } from '@suture/protocol/patch.js';
import { clockTime } from '../../print/figures.ts';
import { recordLine } from '../../print/record-line.ts';
import { sanitizeLine } from '../../print/sanitize.ts';
import { trialRows } from './change/trial-rows.ts';
import { type Printed, say, type Tone } from '../theme.ts';
import { cell, wrap } from './row.ts';
import type { Page } from './view.ts';

/** What the timeline holds. */
export interface Timeline {
  /** Undefined until the process has told them; the oldest first, as it tells them. */
  readonly patches: readonly Patch[] | undefined;
  /** Why they could not be asked for. */
  readonly failed?: string | undefined;
}

/** The patch of a row: the newest stands on top. */
export function patchAt({ patches = [] }: Timeline, at: number): Patch | undefined {
  return patches.at(-1 - at);
}

/** The patches of a process, newest first, and everything about the marked one below. */
export function timelinePage(timeline: Timeline, columns: number, at: number): Page {
  const { patches, failed } = timeline;
  if (patches === undefined || patches.length === 0) {
    const text = failed ?? (patches === undefined ? ' asking the process …' : ' No patches.');
    return { head: [], body: [say(text, failed === undefined ? 'muted' : 'refused')], foot: [], marks: false };
  }
  const marked = patchAt(timeline, at);
  return {
    head: [
      say(
        `  ${cell('WHEN', whenCells)}  ${cell('STATE', stateCells)}  ${cell('RECORD', recordCells)}  WHO AND WHY`,
        'muted',
      ),
    ],
    body: patches.toReversed().map(rowOf),
    foot:
      marked === undefined
        ? []
        : [[{ text: '─'.repeat(Math.max(0, columns - 1)), tone: 'muted' }], ...about(marked, columns)],
    marks: true,
  };
}

const whenCells = 16;
const stateCells = 18;
const recordCells = 10;

function rowOf(patch: Patch): Printed {
  const author = sanitizeLine(patch.author.replace(/ <.*/, ''));
  return [
    { text: `${cell(clockTime(patch.appliedAt), whenCells)}  `, tone: 'muted' },
    { text: `${cell(stateOf(patch), stateCells)}  `, tone: toneOf(patch) },
    { text: `${cell(recordOf(patch), recordCells)}  ` },
    { text: `${author}: ${sanitizeLine(patch.why)}` },
  ];
}

function stateOf({ state, reapplied, leaseEndsAt, canary, probation }: Patch): string {
  if (state === 'live' && canary?.state === 'running') return 'canary';
  if (state === 'live' && probation?.state === 'running') return 'on probation';
  if (leaseEndsAt !== undefined) return `${stateWords[state]} until ${clockTime(leaseEndsAt)}`;
  return reapplied ? `${stateWords[state]} again` : stateWords[state];
}

const stateWords: { readonly [S in Patch['state']]: string } = {
  live: 'live',
  rolledBack: 'rolled back',
  takenBack: 'taken back',
  retired: 'retired',
};

function toneOf({ state, leaseEndsAt }: Patch): Tone {
  if (state !== 'live') return 'muted';
  return leaseEndsAt === undefined ? 'patch' : 'warning';
}

function recordOf({ record }: Patch): string {
  const number = /\/(?:pull|pulls|merge_requests)\/(\d+)$/.exec(record.pullRequest ?? '')?.[1];
  return number === undefined ? record.state : `${record.state} #${number}`;
}

function about(patch: Patch, columns: number): Printed[] {
  const { id, author, why, modules, appliedAt, record, note, left = [] } = patch;
  const facts: [string, string][] = [
    ['patch', id],
    ['by', `${author}, ${clockTime(appliedAt)}`],
    ['why', why],
    ['modules', modules.join(', ')],
    ['record', `${record.state}: ${recordLine(record)}`],
    ...(record.commit === undefined ? [] : [['commit', record.commit] as [string, string]]),
    ...(record.reviewed === undefined ? [] : [['reviewed', `${record.reviewed} is not what runs`] as [string, string]]),
    ...(note === undefined ? [] : [['note', note] as [string, string]]),
    ...left.map(({ path, line, reason }): [string, string] => ['left', `${path}:${line}: ${reason}`]),
  ];
  const rows = facts.flatMap(([name, text]) =>
    wrap(sanitizeLine(text), Math.max(8, columns - 12)).map(
      (row, index): Printed => [{ text: ` ${(index === 0 ? name : '').padEnd(9)}`, tone: 'muted' }, { text: row }],
    ),
  );
  return [...rows, ...trialRows(patch, Date.now(), columns)];
}
