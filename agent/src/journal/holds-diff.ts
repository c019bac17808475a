interface Hunk {
  /** The lines that it was made from, and those that it leaves, both with the lines around them. */
  readonly old: string[];
  readonly new: string[];
}

/**
 * Says whether a text holds what a diff of git changes in a file: every hunk as it leaves the file, and none as it found it.
 * The text may have other changes elsewhere, as the next release has. False when the diff does not tell of the file.
 */
export function holdsDiff(text: string, diff: string, path: string): boolean {
  const hunks = hunksOf(diff, path);
  const lines = text.split('\n');
  return hunks.length > 0 && hunks.every((hunk) => holds(lines, hunk.new) && !holds(lines, hunk.old));
}

/** `path` counts from the root of the process, which may be below the root of the repository. */
function hunksOf(diff: string, path: string): Hunk[] {
  const hunks: Hunk[] = [];
  let isThisFile = false;
  let hunk: Hunk | undefined;
  for (const line of diff.split('\n')) {
    const kind = line[0];
    if (line.startsWith('diff --git ')) {
      hunk = undefined;
      isThisFile = false;
    } else if (!hunk && line.startsWith('+++ b/')) {
      const name = line.slice('+++ b/'.length).replace(/\t$/, '');
      isThisFile = name === path || name.endsWith(`/${path}`);
    } else if (isThisFile && line.startsWith('@@ ')) {
      hunk = { old: [], new: [] };
      hunks.push(hunk);
    } else if (hunk && (kind === ' ' || kind === '-' || kind === '+')) {
      if (kind !== '+') hunk.old.push(line.slice(1));
      if (kind !== '-') hunk.new.push(line.slice(1));
    }
  }
  return hunks;
}

function holds(lines: readonly string[], wanted: readonly string[]): boolean {
  for (let at = 0; at + wanted.length <= lines.length; at += 1) {
    if (wanted.every((line, index) => lines[at + index] === line)) return true;
  }
  return false;
}
