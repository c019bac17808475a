/** Where two texts differ first. */
export interface Difference {
  /** 1-based. */
  readonly line: number;
  readonly running: string;
  readonly compiled: string;
}

/**
 * Takes off what does not belong to a program: a byte order mark, which Node drops, and comments at the end that name
 * a source map or a source, which compilers and loaders add.
 */
export function bareText(text: string): string {
  const unmarked = text.startsWith('\uFEFF') ? text.slice(1) : text;
  return unmarked.replace(/(?:\s*\/\/[#@] source(?:Mapping)?URL=[^\n]*)+\s*$/, '\n');
}

/** Says whether two texts are the same program, byte for byte, but for comments at the end that name a map or a source. */
export function sameText(a: string, b: string): boolean {
  if (a === b) return true;
  const [one, other] = [bareText(a), bareText(b)];
  // A comment taken off takes the line end before it along.
  return one === other || ((one !== a || other !== b) && one.trimEnd() === other.trimEnd());
}

/** Gives the first line at which the running text and the compiled one differ. */
export function firstDifference(running: string, compiled: string): Difference {
  const ours = bareText(running).split('\n');
  const theirs = bareText(compiled).split('\n');
  let at = 0;
  while (at < ours.length && at < theirs.length && ours[at] === theirs[at]) at++;
  return { line: at + 1, running: ours[at] ?? '(end of file)', compiled: theirs[at] ?? '(end of file)' };
}
