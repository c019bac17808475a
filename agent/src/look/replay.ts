import type { Replayed, ReplayParams } from '@suture/protocol/replay.js';
import type { Evaluation } from '@suture/protocol/values.js';
import type { Bridge } from '../bridge/agent-end.ts';
import { limits } from '../limits.ts';
import { functionOf, probeCells } from '../plan/probe.ts';
import type { Workbench } from '../plan/workbench.ts';
import type { ProbedCell } from '../swap/probe.ts';
import { type Answer, done, refuse } from '../serve/answer.ts';
import { whyRefused } from '../serve/why-refused.ts';
import type { Calls, KeptCall } from './calls.ts';
import type { Evaluator } from './evaluate.ts';
import { type Held, ownMs } from './holding.ts';
import { group } from './object-groups.ts';
import { describeBox, describeThrown } from './outcome.ts';
import { endedBy } from './thrown.ts';
import type { RehearsalOrder } from './rehearsal.ts';

/** What {@link replay} works with. */
export interface ReplayContext {
  readonly bridge: Bridge;
  readonly workbench: Workbench;
  readonly evaluator: Evaluator;
  readonly calls: Calls;
  readonly displayPath: (url: string) => string;
}

/**
 * Makes a recorded call once more, on the code that runs and on that of a plan, which is in force for no longer than the call
 * takes and while nothing else can run.
 */
export async function replay(context: ReplayContext, params: ReplayParams): Promise<Answer<Replayed>> {
  const { bridge, workbench, evaluator, calls, displayPath } = context;
  const kept = calls.find(params.call);
  if (!kept) return refuse('unknown_call', `There is no call ${params.call}.`);
  const found = cellOf(workbench, kept);
  if ('reason' in found) return refuse('cannot_replay', found.reason);
  const { plan, program } = workbench.plan(`replay of ${params.call}`, params.modules, displayPath);
  if (!plan.applicable || !program) return refuse('plan_refused', whyRefused(plan));
  const staged = await bridge.callWithin(limits.stageMs, 'stage', program);
  try {
    if (!staged.timely) return refuse('target_busy', `${bridge.who} does not answer.`);
    if (!staged.result.ok) return refuse(staged.result.code, staged.result.message);
    const order: RehearsalOrder = { recording: params.call, url: kept.url, cell: found.cell, program: program.id };
    const held = await evaluator.atSafePoint((holding) => rehearse(holding, order, params), false);
    if (!held.ok) return held;
    if (!held.result.ok) return held.result;
    const { args, result, error, at } = kept.call;
    const then = { at: new Date(at).toISOString(), args: [...args], ...(error === undefined ? { result } : { error }) };
    const recorded = { function: found.function, path: displayPath(kept.url), line: found.line, ...then };
    return done({ recorded, ...held.result.result });
  } finally {
    bridge.tell('discard', program.id);
  }
}

function cellOf(
  workbench: Workbench,
  { url, lineage, cell }: KeptCall,
): { readonly cell: ProbedCell; readonly function: string; readonly line: number } | { readonly reason: string } {
  const state = workbench.state(url);
  const known = state && functionOf(state, lineage);
  if (!state || !known) return { reason: 'The function is not there any more.' };
  if (known.isAsync) {
    return {
      reason: `${known.function} is async: what it waits for would run on both versions. Watch a function that it calls.`,
    };
  }
  if (known.isConstructor) return { reason: `${known.function} is a constructor, which makes something each time.` };
  const cells = probeCells(state, lineage);
  if ('reason' in cells) return cells;
  const found = cells.find((one) => one.state === cell.state && one.key === cell.key);
  return found
    ? { cell: found, ...known }
    : { reason: 'It went through code that was taken back since; watch it again.' };
}

type Outcomes = Omit<Replayed, 'recorded'>;

async function rehearse(
  held: Held,
  order: RehearsalOrder,
  { write, timeoutMs }: ReplayParams,
): Promise<Answer<Outcomes>> {
  const { inspection, slot } = held;
  const own = async (expression: string): Promise<{ value?: unknown; error?: string }> => {
    const { result, exceptionDetails } = await inspection.evaluate(expression, { timeout: ownMs });
    if (!exceptionDetails) return { value: result.value };
    return { error: exceptionDetails.exception?.description?.split('\n')[0] ?? exceptionDetails.text };
  };
  const once = async (): Promise<Evaluation> => {
    const ready = await own(`${slot}.rehearsal.ready()`);
    if (ready.error !== undefined) return { ok: false, error: { name: 'Error', message: ready.error } };
    try {
      const options = { timeout: timeoutMs, throwOnSideEffect: !write, objectGroup: group };
      const outcome = await inspection.evaluate(`${slot}.rehearsal.run()`, options);
      return outcome.exceptionDetails ? await describeThrown(held, outcome) : await describeBox(held, outcome.result);
    } catch (error) {
      return endedBy(error, timeoutMs);
    }
  };
  const begun = await own(`${slot}.rehearse(${JSON.stringify(JSON.stringify(order))})`);
  if (begun.error !== undefined) return refuse('cannot_replay', `${begun.error}.`);
  try {
    const notes = JSON.parse(String((await own(`${slot}.rehearsal.notes`)).value)) as Outcomes['itself'];
    if (write && notes.length > 0) {
      const all = notes.map(({ what, why }) => `${what}: ${why}`).join('; ');
      return refuse('cannot_replay', `With side effects it takes copies, and there is none of ${all}.`);
    }
    const now = await once();
    const changed = await own(`${slot}.rehearsal.begin()`);
    if (changed.error !== undefined) return refuse('conflict', `${changed.error}.`);
    return done({ now, planned: await once(), itself: notes });
  } finally {
    await own(`${slot}.rehearsal.end()`);
  }
}
