import type { AnyNode } from 'acorn';
import { memberName } from './member-name.ts';

/** The name by which something is called; empty where it has none. */
export function calleeName(callee: AnyNode): string {
  if (callee.type === 'SequenceExpression') return calleeName(callee.expressions.at(-1) as AnyNode);
  return memberName(callee) ?? (callee.type === 'Identifier' ? callee.name : '');
}

/** Functions that give what they are given, as compilers and the language have them. */
export const givesBack: RegExp =
  /^(_*(import|interop|to)_?(\w*(default|wildcard|star)|ESM|CommonJS)|__name|defineProperty|freeze|seal|assign|resolve)$/i;

/** Methods of what holds others that give one of them, or some. */
export const gives: ReadonlyMap<string, 'one' | 'all'> = new Map([
  ...'get at pop shift find'.split(' ').map((name) => [name, 'one'] as const),
  ...'values entries filter slice concat sort toSorted reverse set add'
    .split(' ')
    .map((name) => [name, 'all'] as const),
]);
