import { diffLines } from 'diff';
import type { Diagnostic } from './prepared.ts';

/** What a compiler printed: complaints about places, and those about the run as a whole. */
export interface Complaints {
  readonly diagnostics: readonly Diagnostic[];
  /** Complaints without a place, such as a wrong setting. */
  readonly general: readonly string[];
}

/** Reads what `tsc --pretty false`, run in `root`, printed. */
export function readComplaints(output: string, root: string): Complaints {
  const diagnostics: Diagnostic[] = [];
  const general: string[] = [];
  for (const line of output.split(/\r?\n/)) {
    const place = /^(.+?)\((\d+),(\d+)\): (?:error|warning) (TS\d+): (.*)$/.exec(line);
    if (place !== null) {
      const [, path = '', row, column, code = '', message = ''] = place;
      diagnostics.push({
        path: withoutRoot(path, root),
        line: Number(row),
        column: Number(column),
        code,
        message: withoutRoot(message, root),
      });
      continue;
    }
    const bare = /^(?:error|warning) (TS\d+: .*)$/.exec(line);
    if (bare !== null) general.push(withoutRoot(bare[1] as string, root));
  }
  return { diagnostics, general };
}

/** Types are printed with the paths of their files; the temporary folder means nothing to anybody. */
function withoutRoot(text: string, root: string): string {
  return text.replaceAll(`${root}/`, '').replaceAll('\\', '/');
}

/** An edited file as text, to follow its lines. */
export interface TextEdit {
  readonly before: string;
  readonly after: string;
}

/** Gives the diagnostics that an edit adds: those of the new tree that the old one does not have, lines moved along. */
export function addedDiagnostics(
  before: readonly Diagnostic[],
  after: readonly Diagnostic[],
  edits: ReadonlyMap<string, TextEdit>,
): Diagnostic[] {
  const movers = new Map([...edits].map(([path, edit]) => [path, lineMover(edit)]));
  const remaining = new Map<string, number[]>();
  for (const one of before) {
    const line = movers.get(one.path)?.(one.line) ?? one.line;
    const lines = remaining.get(keyOf(one));
    if (lines === undefined) remaining.set(keyOf(one), [line]);
    else lines.push(line);
  }
  // The same complaint in the same place first; what is left is paired in any order, so that the count decides.
  const unplaced = after.filter((one) => !take(remaining.get(keyOf(one)), (line) => line === one.line));
  return unplaced.filter((one) => !take(remaining.get(keyOf(one)), () => true));
}

function keyOf(one: Diagnostic): string {
  return `${one.path}\0${one.code}\0${one.message}`;
}

function take(lines: number[] | undefined, wanted: (line: number) => boolean): boolean {
  const at = lines?.findIndex(wanted) ?? -1;
  if (at !== -1) lines?.splice(at, 1);
  return at !== -1;
}

/** Gives where a line of the old text stands in the new one; undefined when it is gone. */
function lineMover({ before, after }: TextEdit): (line: number) => number | undefined {
  const moved = new Map<number, number>();
  let [old, now] = [1, 1];
  for (const part of diffLines(before, after)) {
    if (!part.added && !part.removed) for (let at = 0; at < part.count; at++) moved.set(old + at, now + at);
    if (!part.added) old += part.count;
    if (!part.removed) now += part.count;
  }
  return (line) => moved.get(line);
}
