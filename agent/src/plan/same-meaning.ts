import type { Meaning } from './meaning.ts';

function identityOf(meaning: Meaning): object {
  if (meaning.is === 'function') return meaning.site;
  if (meaning.is === 'class') return meaning.class;
  if (meaning.is === 'instance') return identityOf(meaning.of);
  return meaning.is === 'literal' ? meaning.node : meaning.code;
}

/** Whether two expressions stand for the same. */
export function isSame(one: Meaning, other: Meaning): boolean {
  return one.is === other.is && identityOf(one) === identityOf(other);
}

/** Those of some meanings that are not among others, each once. */
export function without(known: readonly Meaning[], meanings: readonly Meaning[]): Meaning[] {
  const fresh: Meaning[] = [];
  for (const meaning of meanings)
    if (![...known, ...fresh].some((other) => isSame(other, meaning))) fresh.push(meaning);
  return fresh;
}
