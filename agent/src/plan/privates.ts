import type { Edits } from '../syntax/edits.ts';
import type { PrivateUse } from '../syntax/scope.ts';
import type { Hidden } from './piece.ts';

/**
 * The expression that a private member of a live class is kept under when a patch brought it: a symbol that only code of
 * patches can reach. Undefined for members that the class was made with and for fields, which are private by themselves.
 */
export function privateKey({ class: owner, name }: PrivateUse, { privates }: Hidden): string | undefined {
  const key = owner ? privates.get(owner.index)?.get(name) : undefined;
  return key === undefined ? undefined : `$sutureOverlay[${JSON.stringify(key)}]`;
}

/** Replaces a use of a `#private` name by that of another key. */
export function replacePrivate(edits: Edits, source: string, { node, around }: PrivateUse, key: string): void {
  if (around.type !== 'MemberExpression') {
    edits.replace(node.start, node.end, key);
    return;
  }
  const dot = source.lastIndexOf('.', node.start);
  if (source[dot - 1] !== '?') edits.replace(dot, dot + 1, '');
  edits.replace(node.start, node.end, `[${key}]`);
}
