import type { Patch } from '@suture/protocol/patch.js';
import type { LoadedModule, Status } from '@suture/protocol/process.js';
import type { Evaluation } from '@suture/protocol/values.js';
import { sanitize, sanitizeLine } from './sanitize.ts';
import { type Printed, say, type Tone } from './theme.ts';
import { failureLines, words } from './words.ts';

/** What an evaluation gave, as lines. */
export function evaluationLines(evaluation: Evaluation, write: boolean, tookMs: number): Printed[] {
  if (evaluation.ok) {
    const [first = '', ...more] = sanitize(evaluation.text).split('\n');
    return [
      [{ text: '= ', tone: 'good' }, { text: first }, { text: `   ${Math.round(tookMs)} ms`, tone: 'muted' }],
      ...more.map((row) => say(row)),
    ];
  }
  const { name, message, stack } = evaluation.error;
  const refused = !write && isSideEffect(name, message);
  const lines = failureLines(
    sanitize(message === '' ? name : `${name}: ${message}`),
    refused ? words.sideEffectHint : undefined,
  );
  if (refused || stack === undefined) return lines;
  // The stack usually begins with the name and the message again.
  const frames = sanitize(stack)
    .split('\n')
    .filter((row) => /^\s+at /.test(row));
  return [...lines, ...frames.slice(0, 8).map((row) => say(row, 'muted'))];
}

/** V8 refuses an expression that would change something with an EvalError that says so. */
function isSideEffect(name: string, message: string): boolean {
  return /side[ -]effect/i.test(message) || name === 'EvalError';
}

/** Loaded modules as lines. */
export function moduleLines(modules: readonly LoadedModule[]): Printed[] {
  if (modules.length === 0) return [say(words.nothingPatchable, 'muted')];
  return modules.map(({ path, functions, patched, version, unpatchable }): Printed => {
    const notes = [`${functions} functions`];
    if (unpatchable.length > 0) notes.push(`${unpatchable.length} not patchable`);
    const pieces = [{ text: sanitizeLine(path) }, { text: `   ${notes.join(', ')}`, tone: 'muted' as Tone }];
    return patched ? [...pieces, { text: `   patched, version ${version}`, tone: 'patch' }] : pieces;
  });
}

/** Patches as lines, newest last. */
export function patchLines(patches: readonly Patch[]): Printed[] {
  if (patches.length === 0) return [say(words.noPatches, 'muted')];
  return patches.flatMap((patch): Printed[] => [
    [
      { text: patch.id, tone: 'patch' },
      { text: `  ${patch.state}  `, tone: patch.state === 'live' ? 'good' : 'muted' },
      { text: sanitizeLine(patch.why) },
    ],
    say(
      `    ${sanitizeLine(patch.modules.join(', '))}   ${sanitizeLine(patch.author)}   ${sanitizeLine(patch.appliedAt)}`,
      'muted',
    ),
    say(`    record: ${patch.record.state}${recordPlace(patch)}`, isRecorded(patch) ? 'muted' : 'warning'),
  ]);
}

function recordPlace({ record }: Patch): string {
  const place = record.pullRequest ?? record.branch;
  return place === undefined ? '' : `   ${sanitizeLine(place)}`;
}

/** Says whether a patch would survive being forgotten: its request is open, or further. */
export function isRecorded({ record }: Patch): boolean {
  return !['prepared', 'live', 'committed', 'pushed'].includes(record.state);
}

/** How many patches are live, and how many of those have no record yet. */
export function countPatches(patches: readonly Patch[]): { live: number; unrecorded: number } {
  const live = patches.filter(({ state }) => state === 'live');
  return { live: live.length, unrecorded: live.filter((patch) => !isRecorded(patch)).length };
}

/** Health of the process as lines. */
export function statusLines(status: Status): Printed[] {
  const rows: [string, string][] = [
    ['process', `${sanitizeLine(status.name)}, pid ${status.pid}, Node ${sanitizeLine(status.node)}`],
    ['revision', status.revision === null ? 'unknown' : sanitizeLine(status.revision)],
    ['running since', `${Math.round(status.uptimeMs / 1000)} s`],
    ['memory', `${status.rssBytes} bytes resident, ${status.heapUsedBytes ?? 'unknown'} bytes of heap`],
    ['event loop delay', loopText(status)],
    ['patches', String(status.patches)],
    ['attached', String(status.attached)],
  ];
  return rows.map(([name, value]): Printed => [{ text: `  ${name.padEnd(18)}`, tone: 'muted' }, { text: value }]);
}

function loopText({ eventLoopDelayMs, stuckMs }: Status): string {
  if (eventLoopDelayMs === null) return `no answer of the main thread for ${stuckMs} ms`;
  return `p50 ${eventLoopDelayMs.p50.toFixed(1)} ms, p99 ${eventLoopDelayMs.p99.toFixed(1)} ms`;
}
