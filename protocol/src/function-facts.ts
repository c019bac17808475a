import * as v from 'valibot';

/** What is known of one function, as it runs now. */
export interface FunctionFacts {
  readonly function: string;
  readonly path: string;
  /** Its first line in the JavaScript that runs. */
  readonly line: number;
  /** The JavaScript that runs. */
  readonly source: string;
  /** Patch that gave it its body; null for that of the build. */
  readonly patch: string | null;
  /** Why it can take no new body; null when it can. */
  readonly unpatchable: string | null;
  /** How many watches are on it, of whichever shell. */
  readonly watches: number;
  /** Names under which an ES module exports it. */
  readonly exports: readonly string[];
  /** What it takes from the functions around it, and from its module. */
  readonly closesOver: readonly string[];
  readonly uses: readonly string[];
}

const text = v.string();

/** Checks {@link FunctionFacts}. */
export const functionFactsSchema: v.GenericSchema<FunctionFacts> = v.object({
  function: text,
  path: text,
  line: v.number(),
  source: text,
  patch: v.nullable(text),
  unpatchable: v.nullable(text),
  watches: v.number(),
  exports: v.array(text),
  closesOver: v.array(text),
  uses: v.array(text),
});
