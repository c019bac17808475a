import type { Patch } from '@suture/protocol/patch.js';
import type { Evaluation } from '@suture/protocol/values.js';
import { Failure } from '../failure.ts';
import { milliseconds } from '../print/figures.ts';
import { sanitize, sanitizeLine } from '../print/sanitize.ts';
import { hasCome } from '../record/has-come.ts';
import type { State } from './state/state.ts';
import { type Printed, say } from './theme.ts';
import { words } from './words.ts';
import { reasonOf } from '../reason-of.ts';

/** A text that is harmless already, as lines. */
export function textLines(text: string): Printed[] {
  return text.split('\n').map((row) => say(row));
}

/** What an evaluation gave, as lines. */
export function evaluationLines(
  evaluation: Evaluation,
  { write, inModule }: { readonly write: boolean; readonly inModule: boolean },
  tookMs: number,
): Printed[] {
  if (evaluation.ok) {
    const [first = '', ...more] = sanitize(evaluation.text).split('\n');
    const name = evaluation.number === undefined ? '= ' : `$${evaluation.number} = `;
    const took = ` (${milliseconds(Math.max(1, tookMs))})`;
    return [
      [{ text: name, tone: 'good' }, { text: first }, { text: took, tone: 'muted' }],
      ...more.map((row) => say(row)),
    ];
  }
  const { name, message } = evaluation.error;
  const refused = !write && isSideEffect(name, message) ? words.sideEffectHint : undefined;
  const outside = name === 'ReferenceError' && !inModule ? words.scopeHint : undefined;
  return failureLines(message === '' ? name : `${name}: ${message}`, refused ?? outside);
}

/** V8 refuses an expression that would change something with an EvalError that says so. */
function isSideEffect(name: string, message: string): boolean {
  return name === 'EvalError' || /side[ -]effect/i.test(message);
}

/** An error as the commands print it. */
export function errorLines(error: unknown): Printed[] {
  if (error instanceof Failure) return failureLines(error.message, error.hint);
  return failureLines(`A bug in suture: ${reasonOf(error)}`, words.reportBug);
}

/** An error and its hint, in the two lines that the commands print. */
export function failureLines(message: string, hint: string | undefined): Printed[] {
  const lines: Printed[] = [[{ text: 'Error: ', tone: 'refused' }, { text: sanitizeLine(message) }]];
  if (hint !== undefined) lines.push([{ text: 'Hint: ', tone: 'muted' }, { text: sanitizeLine(hint) }]);
  return lines;
}

/** How many patches are live, how many of those have no record that others can see, and when the first lease ends. */
export function countPatches(patches: readonly Patch[]): State['patches'] {
  const live = patches.filter(({ state }) => state === 'live');
  const [until] = live.flatMap(({ leaseEndsAt }) => leaseEndsAt ?? []).sort();
  return { live: live.length, unrecorded: live.filter(({ record }) => !hasCome(record, 'open')).length, until };
}
