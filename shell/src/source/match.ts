import type { LoadedModule } from '@suture/protocol/process.js';

/**
 * Pairs files of the repository (or what is compiled from them) with loaded modules.
 *
 * The repository may stand elsewhere than where the process runs, as a whole or in parts (`services/orders` as `/app`,
 * `dist` as `/app`), so paths are compared from their ends. Each pair votes for the folders that remain (`services/orders` is
 * `/app`); each module takes the file that most modules agree with, then the one that has the longest end in common.
 * A pair is a candidate only: its content is compared before anything is believed.
 */
export function matchModules(paths: Iterable<string>, modules: readonly LoadedModule[]): Map<string, LoadedModule> {
  const byName = new Map<string, string[][]>();
  for (const path of paths) {
    const parts = path.split('/');
    const name = parts.at(-1) as string;
    const list = byName.get(name);
    if (list === undefined) byName.set(name, [parts]);
    else list.push(parts);
  }
  const votes = new Map<string, number>();
  const candidates = modules.map((module) => {
    const parts = segments(module.url);
    return (byName.get(parts.at(-1) ?? '') ?? []).map((path) => {
      const length = commonEnd(path, parts);
      const folders = `${path.slice(0, path.length - length).join('/')}\0${parts.slice(0, parts.length - length).join('/')}`;
      votes.set(folders, (votes.get(folders) ?? 0) + 1);
      return { path: path.join('/'), length, folders };
    });
  });
  const matched = new Map<string, LoadedModule>();
  for (const [at, module] of modules.entries()) {
    const best = (candidates[at] ?? []).toSorted(
      (a, b) => (votes.get(b.folders) ?? 0) - (votes.get(a.folders) ?? 0) || b.length - a.length,
    )[0];
    if (best !== undefined && !matched.has(best.path)) matched.set(best.path, module);
  }
  return matched;
}

function segments(url: string): string[] {
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  return path.split('/').map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
}

function commonEnd(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  return length;
}
