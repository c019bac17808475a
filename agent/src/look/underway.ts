import type { Underway } from '@suture/protocol/consequences.js';
import type { StackFrame } from '@suture/protocol/stack.js';
import type { Bridge } from '../bridge/agent-end.ts';
import { limits } from '../limits.ts';
import { kindOf } from '../plan/kind.ts';
import type { Changed } from '../plan/outlook.ts';
import type { State } from '../plan/state.ts';
import { siteAround } from '../plan/uses/uses-in.ts';
import type { Workbench } from '../plan/workbench.ts';
import { Lines } from '../syntax/lines.ts';
import type { Pulse } from '../serve/pulse.ts';
import type { FlightFigures } from './flight-recorder.ts';
import { lookAtStack, type Sight } from './stack.ts';
import type { Watches } from './watches.ts';

/** What {@link callsUnderway} looks with. */
export interface UnderwayContext {
  readonly bridge: Bridge;
  readonly sight: Sight;
  readonly pulse: Pulse;
  readonly watches: Watches;
  readonly workbench: Workbench;
}

/** A call on the stack of the thread: whose it is, and in which body. */
interface OnStack {
  readonly url: string;
  readonly lineage: number;
  readonly patch: string | null;
}

/**
 * Says what is known of the calls of some functions that are under way, without following any that is not followed. A call
 * of a plain function ends before a patch comes in, unless the main thread is stuck: then it is on the stack.
 */
export async function callsUnderway(
  context: UnderwayContext,
  changed: readonly Changed[],
): Promise<Map<Changed, Underway>> {
  const functions = changed.filter(({ running }) => running !== undefined);
  const known = new Map<Changed, Underway>();
  if (functions.length === 0) return known;
  const { figures, stuckMs } = await context.pulse.read();
  const stack = figures === null ? await onStack(context, stuckMs) : [];
  const flights = await flightsOf(context, functions);
  for (const one of functions) {
    const { module, lineage } = one;
    const seen = stack?.filter(({ url, lineage: of }) => url === module.url && of === lineage);
    known.set(
      one,
      judge(
        one,
        seen?.map(({ patch }) => patch),
        flights.get(one),
      ),
    );
  }
  return known;
}

function judge(
  { running, lineage }: Changed,
  stack: readonly (string | null)[] | undefined,
  flight: FlightFigures | undefined,
): Underway {
  const kind = running === undefined ? 'plain' : kindOf(running);
  const canBeFollowed = kind === 'async';
  const counts = new Map<string | null, number>();
  for (const patch of stack ?? []) counts.set(patch, (counts.get(patch) ?? 0) + 1);
  const isStacked = counts.size > 0;
  // An async call on the stack has not come to its promise yet: the recorder has not seen it.
  for (const version of flight?.versions ?? [])
    if (version.lineage === lineage) counts.set(version.patch, (counts.get(version.patch) ?? 0) + version.count);
  const versions = [...counts].map(([patch, count]) => ({ patch, count }));
  if (kind === 'plain') {
    if (stack === undefined) return { known: 'unknown', versions: [], canBeFollowed };
    return { known: isStacked ? 'counted' : 'none', versions, canBeFollowed };
  }
  if (flight) return { known: 'atLeast', versions, followedMs: flight.lookingMs, canBeFollowed };
  return { known: isStacked ? 'atLeast' : 'unknown', versions, canBeFollowed };
}

async function flightsOf(
  { bridge, watches }: UnderwayContext,
  functions: readonly Changed[],
): Promise<Map<Changed, FlightFigures>> {
  const following = new Map(
    functions.map((one) => [one, one.lineage === undefined ? [] : watches.following(one.module.url, one.lineage)]),
  );
  const ids = [...new Set([...following.values()].flat())];
  if (ids.length === 0) return new Map();
  const answer = await bridge.callWithin(limits.safePointMs, 'flights', ids);
  if (!answer.timely) return new Map();
  // Of several shells that follow it, the one that has done so for the longest has seen the most.
  const longest = (wanted: readonly number[]): FlightFigures | undefined =>
    answer.result.filter(({ id }) => wanted.includes(id)).toSorted((a, b) => b.lookingMs - a.lookingMs)[0];
  return new Map(
    [...following].flatMap(([one, wanted]) => {
      const figures = longest(wanted);
      return figures ? [[one, figures] as const] : [];
    }),
  );
}

/** The calls of the application on the stack of a busy thread; undefined where they cannot be seen. */
async function onStack({ bridge, sight, workbench }: UnderwayContext, stuckMs: number): Promise<OnStack[] | undefined> {
  const answer = await lookAtStack(bridge, sight, stuckMs, false);
  if (!answer.ok || answer.result.frames.length >= limits.frames) return undefined;
  const calls = answer.result.frames.flatMap((frame) => {
    const call = frame.internal ? undefined : callOf(frame, workbench.state(frame.url));
    return call ? [call] : [];
  });
  // A patched body is called by the guard of the one before, which is the same call.
  return calls.filter((call, index) => {
    const inner = calls[index - 1];
    return !inner || inner.lineage !== call.lineage || inner.url !== call.url || inner.patch === call.patch;
  });
}

function callOf({ url, line, column, patch }: StackFrame, current: State | undefined): OnStack | undefined {
  let state: State | null = current ?? null;
  while (state && (patch === undefined ? state.parent !== null : state.patch !== patch)) state = state.parent;
  if (!state) return undefined;
  const { analysis } = state.reading;
  const site = siteAround(analysis, { start: new Lines(state.source).offset(line, column) });
  const lineage = site && state.lineages[site.index];
  return lineage === undefined ? undefined : { url, lineage, patch: patch ?? null };
}
