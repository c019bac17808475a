import type { Continued } from './continued.ts';
import { type Named, type Names, wordsByHome } from './named.ts';

/** Hands out names that nothing of two sources has. */
class Fresh {
  readonly #known: Set<string>;

  constructor(...all: readonly Names[]) {
    this.#known = new Set(all.flatMap((names) => names.all.map(({ word }) => word)));
  }

  like(word: string, isFree: (made: string) => boolean): string {
    for (let count = 1; ; count++) {
      const made = `${word}$${count}`;
      if (this.#known.has(made) || !isFree(made)) continue;
      this.#known.add(made);
      return made;
    }
  }
}

/**
 * What things of a new source are called in the code that runs: those that were there by their former name, and what is new by one
 * that nothing has. Those in `apart` get such a name in any case.
 */
export function liveWords(
  was: Names,
  is: Names,
  { oldOf }: Continued,
  { apart, isFree }: { readonly apart: ReadonlySet<Named>; readonly isFree: (word: string) => boolean },
): Map<Named, string> {
  const fresh = new Fresh(was, is);
  const live = new Map<Named, string>();
  const taken = wordsByHome(was);
  const homes = new Map<Named['home'], Named['home']>();
  for (const [one, old] of oldOf) homes.set(one.home, old.home);
  for (const one of is.all) {
    const old = oldOf.get(one);
    if (one.isPublic || (old?.word === one.word && !apart.has(one))) continue;
    if (old && !old.isPublic && !apart.has(one)) live.set(one, old.word);
    // Its name is that of something else here, which is not the same.
    else if (apart.has(one) || taken.get(homes.get(one.home) ?? one.home)?.has(one.word))
      live.set(one, fresh.like(one.word, isFree));
  }
  return live;
}
