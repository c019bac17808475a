import * as v from 'valibot';

/** What is known of a function as it runs. */
export interface FunctionFacts {
  /** Named as plans name it: `Cart.total`. */
  readonly function: string;
  readonly path: string;
  readonly url: string;
  /** Its first line in the running source of the module, 1 for the first. */
  readonly line: number;
  /** The text that runs, without guards. */
  readonly source: string;
  /** The newest live patch that changed its text; null when it runs as loaded. */
  readonly patch: string | null;
  /** How many watches it is under. */
  readonly watches: number;
  /** What a call of it does: a generator's makes an iterator. */
  readonly kind?: 'plain' | 'async' | 'generator' | 'async generator' | undefined;
  /** Why it can neither be patched nor watched; absent where it can be patched. */
  readonly unpatchable?: string | undefined;
  /** Names under which its module exports it; `module.exports` where it is the whole of that. */
  readonly exports?: readonly string[] | undefined;
  /** What it takes from the functions around it, and from its module. */
  readonly closesOver?: readonly string[] | undefined;
  readonly uses?: readonly string[] | undefined;
}

/** Checks {@link FunctionFacts}. */
export const functionFactsSchema: v.GenericSchema<FunctionFacts> = v.object({
  function: v.string(),
  path: v.string(),
  url: v.string(),
  line: v.number(),
  source: v.string(),
  patch: v.nullable(v.string()),
  watches: v.number(),
  kind: v.optional(v.picklist(['plain', 'async', 'generator', 'async generator'])),
  unpatchable: v.optional(v.string()),
  exports: v.optional(v.array(v.string())),
  closesOver: v.optional(v.array(v.string())),
  uses: v.optional(v.array(v.string())),
});
