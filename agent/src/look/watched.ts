import type { ModuleFormat } from '@suture/protocol/process.js';
import type { WatchParams } from '@suture/protocol/watch.js';
import type { ProbedLine } from '../plan/line-insertion.ts';
import { findLine } from '../plan/line-probe.ts';
import { findFunction } from '../plan/probe.ts';
import type { State } from '../plan/state.ts';
import { type Answer, done, refuse } from '../serve/answer.ts';
import { readCondition } from './condition.ts';
import type { RationOrder } from './ration.ts';
import type { RecorderOrder } from './recorder.ts';

/** What a watch is about: a function; a line of one, which a patch may move; or async functions that are followed. */
export type Watched =
  | { readonly kind: 'function'; readonly lineage: number; readonly order: RecorderOrder }
  | { readonly kind: 'line'; readonly order: RationOrder; probe: ProbedLine }
  | { readonly kind: 'flight'; readonly order: RationOrder; readonly lineages: readonly number[] };

/** A watch that can begin. */
export interface WatchWanted {
  readonly watched: Watched;
  readonly when: string | null;
  readonly function: string;
  readonly line: number;
}

/** Works out what the watch of a function takes. */
export function functionWatch(id: number, state: State, params: WatchParams): Answer<WatchWanted> {
  const found = findFunction(state, params.function);
  if ('reason' in found) return refuse('cannot_watch', found.reason);
  const condition = params.when === undefined ? undefined : readCondition(params.when, found.parameters);
  if (condition && !condition.ok) return refuse('bad_condition', `when: ${condition.message}`);
  const { function: name, line, lineage, isAsync, parameters } = found;
  const { perSecond, count } = params;
  const order: RecorderOrder = { id, isAsync, parameters, perSecond, count, whenAfter: condition?.after ?? false };
  return done({ watched: { kind: 'function', lineage, order }, when: condition?.code ?? null, function: name, line });
}

/** Works out what the watch of a line takes. */
export function lineWatch(id: number, state: State, format: ModuleFormat, params: WatchParams): Answer<WatchWanted> {
  const locals = params.locals ?? [];
  if (!/^\d+$/.test(params.function)) {
    return refuse('cannot_watch', `Locals are watched at a line: give its number, not ${params.function}.`);
  }
  const condition = params.when === undefined ? undefined : readCondition(params.when, locals);
  if (condition && !condition.ok) return refuse('bad_condition', `when: ${condition.message}`);
  if (condition?.after) return refuse('bad_condition', 'when: at a line there is no result, error or ms yet.');
  const found = findLine(state, format, Number(params.function), locals);
  if ('reason' in found) return refuse('cannot_watch', found.reason);
  const { perSecond, count } = params;
  const watched: Watched = { kind: 'line', order: { id, perSecond, count }, probe: { ...found, id } };
  return done({ watched, when: condition?.code ?? null, function: found.function, line: found.line });
}
