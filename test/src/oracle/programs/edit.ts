import { mutate, mutationsOf } from '../mutation.ts';
import type { Sources } from './loaded.ts';

/**
 * An edit of a program that runs: the modules that another writing of it has otherwise, or one or two small changes in what
 * runs. Four numbers decide.
 */
export function editOf(
  running: Sources,
  rewritten: Sources,
  [kind = 0, first = 0, second = 0, more = 0]: readonly number[],
): Sources {
  const names = [...running.keys()];
  const isSame = names.join() === [...rewritten.keys()].join();
  if (kind % 3 === 0 && isSame) return new Map([...rewritten].filter(([name, source]) => running.get(name) !== source));
  const edited = new Map<string, string>();
  const places =
    kind % 3 === 1
      ? [
          [first, second],
          [second, more],
        ]
      : [[first, second]];
  for (const [index = 0, place = 0] of places) {
    // The main module is edited with the others or not at all.
    const name = names[index % (names.length - 1)] ?? '';
    const source = running.get(name) ?? '';
    // A small change in what a compiler brings with it, its way to await say, never ends.
    if (/\b__\w+ = /.test(source)) continue;
    const mutations = mutationsOf(source, name.endsWith('.mjs') ? 'module' : 'commonjs');
    const mutation = mutations[place % Math.max(1, mutations.length)];
    if (mutation) edited.set(name, mutate(source, mutation));
  }
  return edited;
}
