import { parse } from '../../../../agent/dist/syntax/parse.js';
import { mutate, mutationsOf } from '../mutation.ts';
import type { Sources } from './loaded.ts';

/**
 * An edit of a program that runs: the modules that another writing of it has otherwise, one or two small changes in what
 * runs, or a module that loads another one as well. Four numbers decide.
 */
export function editOf(
  running: Sources,
  rewritten: Sources,
  [kind = 0, first = 0, second = 0, more = 0]: readonly number[],
): Sources {
  const names = [...running.keys()];
  const isSame = names.join() === [...rewritten.keys()].join();
  const edited = new Map<string, string>();
  if (kind % 4 === 3) {
    const linked = newLink(running, first, second, more);
    return linked ? new Map([linked]) : edited;
  }
  if (kind % 4 === 0 && isSame) return new Map([...rewritten].filter(([name, source]) => running.get(name) !== source));
  const places =
    kind % 4 === 1
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

/** A module that loads another one, one that loads later say, where one of its statements stands. */
function newLink(
  running: Sources,
  first: number,
  second: number,
  more: number,
): readonly [name: string, source: string] | undefined {
  const names = [...running.keys()].slice(0, -1);
  const name = names[first % names.length] ?? '';
  const other = names[second % names.length] ?? '';
  const isModule = name.endsWith('.mjs');
  // Node 20 cannot require an ES module.
  if (name === other || (!isModule && other.endsWith('.mjs'))) return undefined;
  const source = running.get(name) ?? '';
  const parsed = parse(source, isModule ? 'module' : 'commonjs');
  if (!parsed.ok) return undefined;
  const starts = parsed.program.body.filter((one) => !('directive' in one)).map(({ start }) => start);
  const at = starts[more % Math.max(1, Math.min(starts.length, 4))] ?? source.length;
  const local = `$late${second % 9}`;
  if (source.includes(local)) return undefined;
  const line = isModule ? `import * as ${local} from './${other}'` : `const ${local} = require('./${other}')`;
  return [name, `${source.slice(0, at)}${line}\n${source.slice(at)}`];
}
