import { limits } from '../limits.ts';

/** Lines of one text that become other lines. */
export interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** For each step of the search, how far each diagonal has come: E. Myers, "An O(ND) Difference Algorithm", 1986. */
function search(a: readonly string[], b: readonly string[]): Map<number, number>[] | undefined {
  let front = new Map([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let d = 0; d <= Math.min(a.length + b.length, limits.mergeDifferences); d++) {
    const next = new Map<number, number>();
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (front.get(k - 1) ?? -1) < (front.get(k + 1) ?? -1));
      let x = down ? (front.get(k + 1) ?? 0) : (front.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) return [...trace, front];
    }
    trace.push(front);
    front = next;
  }
  return undefined;
}

/** The lines that two texts do not have in common, in order; undefined when there are too many. */
export function hunksBetween(from: readonly string[], to: readonly string[]): Hunk[] | undefined {
  let head = 0;
  while (head < from.length && head < to.length && from[head] === to[head]) head++;
  let tail = 0;
  while (tail < Math.min(from.length, to.length) - head && from.at(-1 - tail) === to.at(-1 - tail)) tail++;
  const [a, b] = [from.slice(head, from.length - tail), to.slice(head, to.length - tail)];
  const trace = search(a, b);
  if (!trace) return undefined;
  const steps: Hunk[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = trace.length - 1; d > 0; d--) {
    const front = trace[d] as Map<number, number>;
    const k = x - y;
    const down = k === -d || (k !== d && (front.get(k - 1) ?? -1) < (front.get(k + 1) ?? -1));
    const fromX = front.get(down ? k + 1 : k - 1) ?? 0;
    const fromY = fromX - (down ? k + 1 : k - 1);
    const at = head + fromX;
    steps.unshift(down ? { start: at, end: at, lines: [b[fromY] as string] } : { start: at, end: at + 1, lines: [] });
    [x, y] = [fromX, fromY];
  }
  return joined(steps);
}

function joined(steps: readonly Hunk[]): Hunk[] {
  const hunks: Hunk[] = [];
  for (const step of steps) {
    const last = hunks.at(-1);
    if (last?.end !== step.start) hunks.push(step);
    else hunks.splice(-1, 1, { start: last.start, end: step.end, lines: [...last.lines, ...step.lines] });
  }
  return hunks;
}

function touch(a: Hunk, b: Hunk): boolean {
  const areInsertions = a.start === a.end && b.start === b.end;
  return areInsertions ? a.start === b.start : a.start < b.end && b.start < a.end;
}

/** Makes in `ours` the changes that lead from `base` to `theirs`; undefined when both change the same lines. */
export function mergeLines(base: string, ours: string, theirs: string): string | undefined {
  if (base === ours) return theirs;
  const lines = base.split('\n');
  const [mine, other] = [hunksBetween(lines, ours.split('\n')), hunksBetween(lines, theirs.split('\n'))];
  if (!mine || !other || mine.some((a) => other.some((b) => touch(a, b)))) return undefined;
  const merged: string[] = [];
  let at = 0;
  for (const hunk of [...mine, ...other].sort((a, b) => a.start - b.start || a.end - b.end)) {
    merged.push(...lines.slice(at, hunk.start), ...hunk.lines);
    at = hunk.end;
  }
  return [...merged, ...lines.slice(at)].join('\n');
}
