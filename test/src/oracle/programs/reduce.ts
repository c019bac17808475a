import type { Case } from './case.ts';

/** A case that fails like another one and is written by fewer and smaller numbers. */
export async function reduce(one: Case, fails: (smaller: Case) => Promise<boolean>): Promise<Case> {
  let known = one;
  const attempt = async (smaller: Case): Promise<boolean> => {
    const isSmaller = JSON.stringify(smaller).length < JSON.stringify(known).length;
    if (!isSmaller || !(await fails(smaller))) return false;
    known = smaller;
    return true;
  };
  for (let n = known.edits.length - 1; n >= 0; n--)
    await attempt({ ...known, edits: known.edits.filter((_, other) => other !== n) });
  await attempt({ ...known, order: [] });
  for (const length of [10, 20, 30, 40, 60, 80, 100])
    if (await attempt({ ...known, choices: known.choices.slice(0, length) })) break;
  for (let n = known.choices.length - 1; n >= 0; n--) {
    const simpler = (value: number): Case => ({
      ...known,
      choices: known.choices.map((old, at) => (at === n ? value : old)),
    });
    if (!(await attempt(simpler(0)))) await attempt(simpler((known.choices[n] ?? 0) % 100));
  }
  return known;
}
