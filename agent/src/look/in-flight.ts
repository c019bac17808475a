import type { InFlight, InFlightParams } from '@suture/protocol/inflight.js';
import type { Bridge } from '../bridge/agent-end.ts';
import { limits } from '../limits.ts';
import { type AsyncFunction, asyncFunctions } from '../plan/async-functions.ts';
import { findFunction } from '../plan/probe.ts';
import type { Workbench } from '../plan/workbench.ts';
import { type Answer, done, refuse } from '../serve/answer.ts';
import type { FlightFigures } from './flight-recorder.ts';
import type { Client, Watches } from './watches.ts';

/** What {@link callsInFlight} works with. */
export interface InFlightContext {
  readonly bridge: Bridge;
  readonly workbench: Workbench;
  readonly watches: Watches;
  readonly displayPath: (url: string) => string;
}

interface Followed {
  readonly url: string;
  readonly functions: readonly AsyncFunction[];
}

/** Follows async functions for a while and tells which of their calls have not come to their end. */
export async function callsInFlight(
  { bridge, workbench, watches, displayPath }: InFlightContext,
  client: Client,
  url: string | undefined,
  params: InFlightParams,
): Promise<Answer<InFlight>> {
  const chosen = choose(workbench, url, params.function);
  if ('reason' in chosen) return refuse('cannot_watch', chosen.reason);
  const ids = new Map<number, string>();
  for (const { url: of, functions } of chosen.followed) {
    const lineages = functions.map(({ lineage }) => lineage);
    const followed = await watches.follow(client, of, lineages);
    if (!followed.ok) return followed;
    ids.set(followed.result, of);
  }
  await new Promise((resolve) => setTimeout(resolve, params.forMs));
  const answer = await bridge.callWithin(limits.safePointMs, 'flights', [...ids.keys()]);
  if (!answer.timely) return refuse('target_busy', `${bridge.who} does not answer.`);
  const figures = answer.result;
  const sum = (of: (one: FlightFigures) => number): number => figures.reduce((all, one) => all + of(one), 0);
  const versions = new Map<string | null, number>();
  for (const { patch, count } of figures.flatMap((one) => one.versions)) {
    versions.set(patch, (versions.get(patch) ?? 0) + count);
  }
  const calls = figures.flatMap(({ id, calls: some }) =>
    some.map((call) => ({ ...call, path: displayPath(ids.get(id) ?? '') })),
  );
  return done({
    functions: chosen.followed.reduce((all, { functions }) => all + functions.length, 0),
    lookingMs: Math.max(0, ...figures.map(({ lookingMs }) => lookingMs)),
    begun: sum(({ begun }) => begun),
    ended: sum(({ ended }) => ended),
    versions: [...versions].map(([patch, count]) => ({ patch, count })),
    calls: calls
      .toSorted((a, b) => a.since - b.since)
      .slice(0, limits.callsInFlight)
      .map(({ since, ...call }) => ({ ...call, since: new Date(since).toISOString() })),
  });
}

function choose(
  workbench: Workbench,
  url: string | undefined,
  name: string | undefined,
): { readonly followed: readonly Followed[] } | { readonly reason: string } {
  const urls = url === undefined ? workbench.modules().flatMap((known) => (known.patched ? [known.url] : [])) : [url];
  const found = urls.map((of): Followed => {
    const state = workbench.state(of);
    const all = state ? asyncFunctions(state) : [];
    return { url: of, functions: url === undefined ? all.filter(({ patch }) => patch !== null) : all };
  });
  const state = url === undefined ? undefined : workbench.state(url);
  if (name !== undefined && state) {
    const one = findFunction(state, name);
    if ('reason' in one) return one;
    const [all] = found;
    const functions = all?.functions.filter(({ lineage }) => lineage === one.lineage) ?? [];
    if (functions.length === 0)
      return { reason: `${one.function} is not async: its calls end before anything else runs.` };
    return { followed: [{ url: all?.url ?? '', functions }] };
  }
  const followed = found.filter(({ functions }) => functions.length > 0);
  const count = followed.reduce((sum, { functions }) => sum + functions.length, 0);
  if (count > limits.followedFunctions) {
    return {
      reason: `${count} async functions are more than the ${limits.followedFunctions} that are followed at once; name one.`,
    };
  }
  if (count > 0) return { followed };
  if (url !== undefined) return { reason: 'It has no async function with a guard.' };
  return { reason: 'No live patch has changed an async function; name a module, or a function in it.' };
}
