import type { AnyNode } from 'acorn';
import type { Edits } from '../syntax/edits.ts';
import type { Analysis } from '../syntax/scope.ts';
import type { Hidden } from './piece.ts';

/** Has an object that is asked for a private field get it first, where a patch brought the field after the object was made. */
export function giveFirst(edits: Edits, use: Analysis['privates'][number], { stamps }: Hidden): void {
  const give = use.class && stamps.get(use.class.index)?.lazily.get(use.name);
  if (give === undefined) return;
  const object = objectOf(use.around as AnyNode);
  if (!object || object.type === 'Super') return;
  edits.open(object.start, `${give}(`);
  edits.close(object.end, ')');
}

/** `object` of `object.#name`, and of `#name in object`. */
function objectOf(around: AnyNode): AnyNode | undefined {
  if (around.type === 'MemberExpression') return around.object as AnyNode;
  return around.type === 'BinaryExpression' ? around.right : undefined;
}
