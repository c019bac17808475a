import * as v from 'valibot';
import type { ModuleEdit } from './plan.ts';

/** Which edit is asked about: the modules of a plan. */
export interface ConsequencesParams {
  readonly modules: ModuleEdit[];
}

/** How a place uses a function or a constant. */
export type UseKind =
  | 'call' // it is called, or made with `new`, there
  | 'use' // it is read, kept or handed on there: whoever gets it may call it
  | 'name'; // a member of the same name is used there; of which object cannot be told from the text

/** The kinds, for schemas. */
export const useKinds: readonly UseKind[] = ['call', 'use', 'name'];

/** One place that uses what an edit would change, in the code that would run then. */
export interface Use {
  readonly kind: UseKind;
  /** The function that it stands in, as a path; empty outside of any. */
  readonly function: string;
  /** Path of the module below the root of the process. */
  readonly path: string;
  readonly url: string;
  /** From 1, in the JavaScript of the module. */
  readonly line: number;
  readonly column: number;
}

/** What is known of the calls of a function that are under way. */
export interface Underway {
  /**
   * `none`: there is none. `counted`: `versions` holds them all. `atLeast`: it holds those that are seen; those that began
   * before anybody looked are not among them. `unknown`: nobody has looked.
   */
  readonly known: 'none' | 'counted' | 'atLeast' | 'unknown';
  /** How many run in which body: that of a patch, or null for that of the build. */
  readonly versions: readonly { readonly patch: string | null; readonly count: number }[];
  /** For how long its calls have been followed; left out when they are not. */
  readonly followedMs?: number | undefined;
  /** Whether `inflight` can follow them: it is async. */
  readonly canBeFollowed: boolean;
}

/** Who uses one thing that an edit would change, and what of it is under way. */
export interface Consequence {
  /** As the plan names the change. */
  readonly url: string;
  readonly function: string;
  readonly line: number;
  /** Those in the text of modules that can be patched; the calls first. */
  readonly uses: readonly Use[];
  /** How many there are beside these. */
  readonly moreUses: number;
  /** Left out for what is no function. */
  readonly underway?: Underway | undefined;
}

/** What follows from an edit beside its plan. */
export interface Consequences {
  readonly changes: readonly Consequence[];
  /** Modules that there was no time to search. */
  readonly unsearched: number;
}

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const underwaySchema: v.GenericSchema<Underway> = v.object({
  known: v.picklist(['none', 'counted', 'atLeast', 'unknown']),
  versions: v.array(v.object({ patch: v.nullable(text), count })),
  followedMs: v.optional(v.number()),
  canBeFollowed: v.boolean(),
});

const useSchema: v.GenericSchema<Use> = v.object({
  kind: v.picklist(useKinds),
  function: text,
  path: text,
  url: text,
  line: count,
  column: count,
});

/** Checks {@link Consequences}. */
export const consequencesSchema: v.GenericSchema<Consequences> = v.object({
  changes: v.array(
    v.object({
      url: text,
      function: text,
      line: count,
      uses: v.array(useSchema),
      moreUses: count,
      underway: v.optional(underwaySchema),
    }),
  ),
  unsearched: count,
});
