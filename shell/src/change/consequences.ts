import type { Consequences, Underway, Use } from '@suture/protocol/consequences.js';
import type { Channel } from '../connect/channel.ts';
import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import { mapFrames } from '../source/map-frames.ts';
import type { PlannedEdit, ReadableChange, ReadablePlan } from './plan-edit.ts';

/** A place that uses what an edit changes; path and line are those of its source, where that is known. */
export type ToldUse = Pick<Use, 'kind' | 'function' | 'path' | 'line'>;

/** Who uses what one change is about, and what of it is under way. */
export interface ToldChange {
  readonly uses: readonly ToldUse[];
  readonly moreUses: number;
  readonly underway?: Underway | undefined;
}

/** What follows from an edit beside its plan. */
export interface ToldConsequences {
  readonly changes: ReadonlyMap<ReadableChange, ToldChange>;
  /** Modules that there was no time to search. */
  readonly unsearched: number;
}

/** Nothing is known. */
export const nothingTold: ToldConsequences = { changes: new Map(), unsearched: 0 };

/** Asks who uses what an edit changes and what of it is under way; nothing where the agent cannot tell. Changes nothing. */
export async function askConsequences(channel: Channel, planned: PlannedEdit): Promise<ToldConsequences> {
  const { edit, plan } = planned;
  let told: Consequences;
  try {
    told = await channel.call('consequences', { modules: [...edit.modules] }, { timeoutMs: limits.planMs });
  } catch (error) {
    // An older agent; or the line is lost, which the next step finds out.
    if (error instanceof Failure) return nothingTold;
    throw error;
  }
  const changes = new Map<ReadableChange, ToldChange>();
  for (const { url, changes: ofModule } of plan.modules) {
    const left = told.changes.filter((one) => one.url === url);
    for (const change of ofModule) {
      // Both lists are in the order of the source; the lines of this one are those of the repository already.
      const at = isAsked(change) ? left.findIndex(({ function: name }) => name === change.function) : -1;
      const [one] = at < 0 ? [] : left.splice(at, 1);
      if (!one) continue;
      const { moreUses, underway } = one;
      changes.set(change, { uses: await placesOf(channel, edit, one.uses), moreUses, underway });
    }
  }
  return { changes, unsearched: told.unsearched };
}

/** Puts what follows from an edit into its plan: `uses`, `moreUses` and `underway` of each change. */
export function withConsequences(plan: ReadablePlan, { changes, unsearched }: ToldConsequences): ReadablePlan {
  if (changes.size === 0) return plan;
  const modules = plan.modules.map((module) => ({
    ...module,
    changes: module.changes.map((change) => ({ ...change, ...changes.get(change) })),
  }));
  return { ...plan, ...(unsearched > 0 && { unsearched }), modules };
}

function isAsked({ kind }: ReadableChange): boolean {
  return kind === 'body' || kind === 'constant' || kind === 'rebound';
}

async function placesOf(channel: Channel, edit: PlannedEdit['edit'], uses: readonly Use[]): Promise<ToldUse[]> {
  const edited = new Set(edit.modules.map(({ url }) => url));
  const others = uses.filter(({ url }) => !edited.has(url));
  const mapped = await mapFrames(channel, others, { patched: true });
  return uses.map((use) => {
    const { kind, function: name, url, path, line, column } = use;
    const place = edited.has(url) ? edit.original(url, line, column) : mapped[others.indexOf(use)];
    return { kind, function: name, path: below(channel.greeting.root, place?.path ?? path), line: place?.line ?? line };
  });
}

/** Maps of what was compiled while it was loaded name whole paths. */
export function below(root: string, path: string): string {
  const bare = path.replace(/^file:\/\//, '');
  return bare.startsWith(`${root}/`) ? bare.slice(root.length + 1) : path;
}
