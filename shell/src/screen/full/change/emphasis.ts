// The package as a whole takes longer to load than the first frame may.
import { diffWordsWithSpace } from 'diff/lib/diff/word.js';

/** A part of a line, and whether the line that it stands for has it, too. */
export interface LinePart {
  readonly text: string;
  readonly isChanged: boolean;
}

/** Longer lines are no code that somebody wrote: a bundle, say. */
const maxCharacters = 2_000;
/** A line of which less than this part stayed is another line. */
const minKept = 0.3;

/**
 * Parts the changed lines of a hunk, `-` and `+` with their first character, into what stayed and what did not: each removed
 * line against the added one in its place. Lines that stand for no other, and those that are all new, are left whole.
 */
export function emphasise(lines: readonly string[]): LinePart[][] {
  const parts = lines.map((text): LinePart[] => [{ text, isChanged: false }]);
  for (let at = 0; at < lines.length; ) {
    const gone = runFrom(lines, at, '-');
    const come = runFrom(lines, at + gone, '+');
    for (let index = 0; index < Math.min(gone, come); index += 1) {
      const [before, after] = [at + index, at + gone + index];
      const pair = partPair(lines[before] ?? '', lines[after] ?? '');
      if (pair !== undefined) [parts[before], parts[after]] = pair;
    }
    at += gone + come || 1;
  }
  return parts;
}

function runFrom(lines: readonly string[], from: number, sign: '-' | '+'): number {
  let to = from;
  while (lines[to]?.startsWith(sign)) to += 1;
  return to - from;
}

function partPair(before: string, after: string): [LinePart[], LinePart[]] | undefined {
  if (before.length > maxCharacters || after.length > maxCharacters) return undefined;
  const changes = diffWordsWithSpace(before.slice(1), after.slice(1));
  const kept = changes.reduce(
    (sum, { added, removed, value }) => sum + (added || removed ? 0 : value.trim().length),
    0,
  );
  const longer = Math.max(before.trim().length, after.trim().length) - 1;
  if (kept < longer * minKept || changes.every(({ added, removed }) => !added && !removed)) return undefined;
  const side = (line: string, other: 'added' | 'removed'): LinePart[] => [
    { text: line.slice(0, 1), isChanged: false },
    ...changes.flatMap((change) =>
      change[other] ? [] : [{ text: change.value, isChanged: change.added === true || change.removed === true }],
    ),
  ];
  return [side(before, 'added'), side(after, 'removed')];
}
