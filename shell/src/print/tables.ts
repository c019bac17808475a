import type { Patch } from '@suture/protocol/patch.js';
import type { Greeting, LoadedModule } from '@suture/protocol/process.js';
import type { Waiting } from '../change/records.ts';
import type { RecordRow } from '../change/waiting-records.ts';
import { targetOf } from '../connect/named.ts';
import { clockTime, duration, shortRevision } from './figures.ts';
import { leftLines } from './patch-text.ts';
import { recordLine, recordWord } from './record-line.ts';
import { sanitizeLine } from './sanitize.ts';
import { table } from './table.ts';
import { trialLines } from './trial-text.ts';

/** Sets live agents as a table. */
export function agentTable(
  agents: readonly (Omit<Greeting, 'protocol' | 'agent' | 'root'> & {
    readonly target: string;
  })[],
): string {
  return table(
    [
      { title: 'NAME' },
      { title: 'PID', right: true },
      { title: 'SCRIPT' },
      { title: 'UP', right: true },
      { title: 'NODE' },
      { title: 'REVISION' },
      { title: 'PATCHES', right: true },
      { title: 'TARGET' },
    ],
    agents.map((agent) => [
      sanitizeLine(agent.name),
      String(agent.pid),
      scriptText(agent),
      age(agent.startedAt),
      sanitizeLine(agent.node),
      sanitizeLine(shortRevision(agent.revision)),
      `${agent.patches}${unrecordedText(agent)}`,
      sanitizeLine(agent.target),
    ]),
  );
}

/** Targets of one service differ in the script that they run, and in the number of the worker. */
function scriptText({ script, cluster, thread }: Pick<Greeting, 'script' | 'cluster' | 'thread'>): string {
  const worker = cluster === undefined ? '' : ` (worker ${cluster})`;
  const ofThread = thread === undefined ? '' : ` (worker thread ${thread})`;
  return `${script === undefined ? '-' : sanitizeLine(script)}${worker}${ofThread}`;
}

/** Says in brackets how many patches have no record, and until when they may live; nothing when all have one. */
export function unrecordedText({ unrecorded = 0, leaseEndsAt }: Pick<Greeting, 'unrecorded' | 'leaseEndsAt'>): string {
  if (unrecorded === 0) return '';
  return ` (${unrecorded} unrecorded${leaseEndsAt === undefined ? '' : `, until ${clockTime(leaseEndsAt)}`})`;
}

/** Sets loaded modules as a table. */
export function moduleTable(modules: readonly LoadedModule[]): string {
  return table(
    [
      { title: 'MODULE' },
      { title: 'FUNCTIONS', right: true },
      { title: 'UNPATCHABLE', right: true },
      { title: 'VERSION', right: true },
      { title: '' },
    ],
    modules.map((module) => [
      sanitizeLine(module.path),
      String(module.functions),
      String(module.unpatchable.length),
      String(module.version),
      module.patched ? 'patched' : '',
    ]),
  );
}

/** Sets the patches of a process as a table; under it stands, for each record that has not landed, why, and what to do. */
export function patchTable(patches: readonly Patch[], waiting: ReadonlyMap<string, Waiting> = new Map()): string {
  const rows = table(
    [
      { title: 'ID' },
      { title: 'STATE' },
      { title: 'RECORD' },
      { title: 'AGE', right: true },
      { title: 'AUTHOR' },
      { title: 'MODULES' },
      { title: 'WHY' },
    ],
    patches.map((patch) => [
      patch.id,
      stateOf(patch),
      sanitizeLine(recordWord(patch.record, waiting.get(patch.id))),
      age(patch.appliedAt),
      sanitizeLine(patch.author.replace(/ <.*/, '')),
      sanitizeLine(patch.modules.join(', ')),
      sanitizeLine(patch.why),
    ]),
  );
  return [
    rows,
    ...waitingLines(patches, waiting),
    ...patches.filter(({ state }) => state === 'live').flatMap(trialLines),
    ...patches.flatMap(({ id, left = [] }) => leftLines({ left }).map((line) => `${id}: ${line}`)),
  ].join('\n');
}

/** One line for each live patch without a record that others can see: until when it waits, or what to do. */
export function waitingLines(
  patches: readonly Pick<Patch, 'id' | 'record'>[],
  waiting: ReadonlyMap<string, Waiting>,
): string[] {
  return patches.flatMap(({ id, record }) => {
    const why = waiting.get(id);
    return why ? [`${id}: ${sanitizeLine(recordLine(record, why))}`] : [];
  });
}

function stateOf({ state: runs, reapplied, leaseEndsAt, note, canary }: Patch): string {
  const state = runs === 'live' && canary?.state === 'running' ? 'canary' : runs;
  if (leaseEndsAt !== undefined) return `${state} until ${clockTime(leaseEndsAt)}`;
  if (note !== undefined) return sanitizeLine(`${state}: ${note}`);
  return reapplied ? `${state} again` : state;
}

/** Sets records that have not landed, or have just done so, as a table. */
export function recordTable(rows: readonly RecordRow[]): string {
  return table(
    [{ title: 'ID' }, { title: 'PROCESS' }, { title: 'STATE' }, { title: 'RECORD' }],
    rows.map(({ id, target, record, waiting }) => [
      id,
      sanitizeLine(`${target.name} (${targetOf(target)})`),
      record.state,
      sanitizeLine(recordLine(record, waiting)),
    ]),
  );
}

function age(startedAt: string): string {
  const ms = Date.now() - Date.parse(startedAt);
  return Number.isFinite(ms) ? duration(Math.max(0, ms)) : '?';
}
