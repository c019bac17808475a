import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CpuProfile } from '@suture/protocol/inside.js';

/** One function of a profile. */
export interface ProfiledFunction {
  readonly function: string;
  readonly path: string;
  readonly line: number;
  /** Time in it alone, and in all that it called. */
  readonly selfMs: number;
  readonly totalMs: number;
}

/** What a CPU profile says, the most expensive function first. */
export interface ReadProfile {
  readonly ms: number;
  readonly idleMs: number;
  readonly functions: readonly ProfiledFunction[];
}

/** Adds up the samples of a `.cpuprofile` by function; a recursive one counts once for each sample. */
export function readProfile(profile: CpuProfile, root: string): ReadProfile {
  const { nodes, samples, timeDeltas, startTime, endTime } = profile;
  const selfUs = new Map<number, number>();
  for (const [index, id] of samples.entries()) selfUs.set(id, (selfUs.get(id) ?? 0) + (timeDeltas[index] ?? 0));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const functions = new Map<
    string,
    { shown: Omit<ProfiledFunction, 'selfMs' | 'totalMs'>; self: number; total: number }
  >();
  let idle = 0;
  for (const { id, callFrame } of nodes) {
    const us = selfUs.get(id) ?? 0;
    if (callFrame.functionName === '(idle)') idle += us;
    if (us === 0 || isMeta(callFrame.functionName)) continue;
    const counted = new Set<string>();
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const frame = byId.get(at)?.callFrame;
      if (!frame || isMeta(frame.functionName)) continue;
      const key = `${frame.functionName} ${frame.url} ${frame.lineNumber}`;
      const known = functions.get(key) ?? { shown: shownAs(frame, root), self: 0, total: 0 };
      functions.set(key, known);
      if (at === id) known.self += us;
      if (!counted.has(key)) known.total += us;
      counted.add(key);
    }
  }
  const list = [...functions.values()]
    .sort((a, b) => b.self - a.self || b.total - a.total)
    .map(({ shown, self, total }) => ({ ...shown, selfMs: self / 1000, totalMs: total / 1000 }));
  return { ms: (endTime - startTime) / 1000, idleMs: idle / 1000, functions: list };
}

function isMeta(name: string): boolean {
  return name === '(root)' || name === '(idle)' || name === '(program)';
}

function shownAs(
  { functionName, url, lineNumber }: { functionName: string; url: string; lineNumber: number },
  root: string,
): Omit<ProfiledFunction, 'selfMs' | 'totalMs'> {
  return { function: functionName || '(anonymous)', path: pathOf(url, root), line: lineNumber + 1 };
}

function pathOf(url: string, root: string): string {
  const [file = ''] = url.split('?suture=');
  if (!file.startsWith('file:')) return file;
  const path = fileURLToPath(file);
  const below = relative(root, path);
  return below.startsWith('..') ? path : below.split(sep).join('/');
}
