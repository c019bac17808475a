import type { AnyNode } from 'acorn';
import { childrenOf } from '../syntax/children.ts';
import { getterExports, passingGetters } from './getter-exports.ts';
import { type Code, type FindCode, Meanings } from './meaning.ts';
import { isExports, unitsOf } from './units.ts';

/** An export that a CommonJS module copies from another one, with all that this has. */
interface Copied {
  readonly name: string;
  /** The call that copies. */
  readonly node: AnyNode;
}

/**
 * What a CommonJS module copies of others while it loads by calls that are given these and its own exports: `__exportStar(require('./a'),
 * exports)`, `Object.assign(module.exports, require('./a'))`.
 */
export function copiedWhole(code: Code, find: FindCode, seen: ReadonlySet<Code> = new Set()): Copied[] {
  const around = new Set([...seen, code]);
  const meanings = new Meanings(find);
  const copied: Copied[] = [];
  const visit = (node: AnyNode): void => {
    if ('params' in node) return;
    if (node.type === 'CallExpression') {
      const given = node.arguments as AnyNode[];
      const others = given.some(isExports) ? given.filter((one) => !isExports(one)) : [];
      for (const meaning of others.flatMap((one) => meanings.of(one, code)))
        if (meaning.is === 'module' && !around.has(meaning.code))
          for (const name of offeredBy(meaning.code, find, around)) copied.push({ name, node });
    }
    for (const child of childrenOf(node)) visit(child);
  };
  for (const { type, node } of unitsOf(code.analysis.program)) if (type === 'effect') visit(node);
  return copied;
}

/** All names that a module exports in the end. */
function offeredBy(code: Code, find: FindCode, seen: ReadonlySet<Code>): Set<string> {
  const { program } = code.analysis;
  const own = unitsOf(program).flatMap((unit) => (unit.type === 'export' ? [unit.name] : []));
  const read = [...getterExports(program), ...passingGetters(program)];
  return new Set([...own, ...[...read, ...copiedWhole(code, find, seen)].map(({ name }) => name)]);
}
