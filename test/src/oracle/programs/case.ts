import { type Written, compileAll } from './compilers.ts';
import type { Sources } from './loaded.ts';
import { ModuleWriter, type WrittenModule } from './writer.ts';

/** The numbers that decide a case: how the program is written, and for each edit how it is made and which decision changes. */
export interface Case {
  readonly choices: readonly number[];
  readonly edits: readonly (readonly number[])[];
  /** In which order patches go. */
  readonly order: readonly number[];
}

/** The program of a case as it is written first, and as each edit would write it anew. */
function writings({ choices, edits }: Case): WrittenModule[][] {
  const lists = [choices];
  for (const [, at = 0, other = 0] of edits) {
    const changed = [...(lists.at(-1) ?? [])];
    changed[at % changed.length] = other;
    lists.push(changed);
  }
  return lists.map((list) => new ModuleWriter(list).program());
}

/** Compiles the programs of all cases; gives what finds the writings of one, empty where a compiler refused it. */
export async function writeAll(cases: readonly Case[]): Promise<(one: Case) => Sources[]> {
  const known = new Map(cases.map((one) => [one, writings(one)]));
  const written = [...known.values()].flat(2);
  const compiled = await compileAll(
    written.flatMap(({ compiler, text }): Written[] => (compiler === undefined ? [] : [[compiler, text]])),
  );
  const sourcesOf = (modules: readonly WrittenModule[]): Sources | undefined => {
    const sources = new Map<string, string>();
    for (const { name, text, compiler } of modules) {
      const source = compiler === undefined ? text : compiled([compiler, text]);
      if (source === undefined) return undefined;
      sources.set(name, source);
    }
    return sources;
  };
  return (one) => {
    const all = (known.get(one) ?? []).map(sourcesOf);
    return all.includes(undefined) ? [] : (all as Sources[]);
  };
}
