import * as v from 'valibot';
import { type Patch, patchSchema } from './patch.ts';
import { type Present, presentSchema } from './presence.ts';
import { type WatchedCall, watchedCallSchema, type WatchEnded, watchEndedSchema } from './watch.ts';

/** What the agent tells every attached shell without being asked. */
export interface Events {
  /** A patch was loaded, rolled back or recorded. */
  patch: Patch;
  /** Somebody attached or left; the number of attached shells. */
  attached: { attached: number };
  /** Somebody said who they are or what they are about to do, or left. */
  presence: { present: readonly Present[] };
  /** Something that every attached person should know now: a lease that ended, a patch that was lost; a sentence. */
  alarm: { patch: string; message: string };
  /** A function that this shell watches was called. */
  call: WatchedCall;
  /** Something to know of a watch of this shell, before it is over: its condition threw, say. */
  watchNote: { watch: number; note: string };
  /** A watch of this shell is over. */
  watchEnded: WatchEnded;
  /** How far a heap snapshot is that this shell asked for: objects seen of all, and bytes written. */
  snapshotProgress: { done: number; total: number; bytes: number };
}

/** Name of an event. */
export type EventName = keyof Events;

/** The one table of events. */
export const events: { readonly [E in EventName]: v.GenericSchema<Events[E]> } = {
  patch: patchSchema,
  attached: v.object({ attached: v.number() }),
  presence: v.object({ present: v.array(presentSchema) }),
  alarm: v.object({ patch: v.string(), message: v.string() }),
  call: watchedCallSchema,
  watchNote: v.object({ watch: v.number(), note: v.string() }),
  watchEnded: watchEndedSchema,
  snapshotProgress: v.object({ done: v.number(), total: v.number(), bytes: v.number() }),
};
