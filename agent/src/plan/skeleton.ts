import type { AnyNode } from 'acorn';
import { isFunction, whyUnpatchable } from '../load/patchable.ts';
import type { Analysis, Site } from '../syntax/scope.ts';

/** A piece of source without white space, comments and the functions inside of it that have a cell. */
export interface Skeleton {
  readonly text: string;
  /** The functions that were left out, in source order. */
  readonly holes: readonly Site[];
}

/** Takes what is compared of a function itself: its kind, parameters and body. */
const ownFields = new Set(['params', 'body', 'async', 'generator', 'type']);

/** Reduces source to what it does, leaving out the functions that can be replaced on their own. */
export function skeletonOf(analysis: Analysis, root: AnyNode | null | undefined): Skeleton {
  const parts: string[] = [];
  const holes: Site[] = [];
  const write = (value: unknown): void => {
    if (value === null || typeof value !== 'object') {
      parts.push(String(value), ';');
      return;
    }
    if (Array.isArray(value)) {
      parts.push('[');
      for (const item of value) write(item);
      parts.push(']');
      return;
    }
    const node = value as AnyNode;
    const site = typeof node.type === 'string' && node !== root ? analysis.siteOf.get(node) : undefined;
    if (site && isFunction(site) && !whyUnpatchable(site)) {
      holes.push(site);
      parts.push('ƒ;');
      return;
    }
    writeNode(node);
  };
  const writeNode = (node: AnyNode): void => {
    const isLiteral = node.type === 'Literal';
    const isOwn = node === root && 'params' in node;
    parts.push('(');
    for (const key in node) {
      if (key === 'start' || key === 'end' || (isLiteral && key !== 'raw') || (isOwn && !ownFields.has(key))) continue;
      write((node as unknown as Record<string, unknown>)[key]);
    }
    parts.push(')');
  };
  if (root) writeNode(root);
  return { text: parts.join(''), holes };
}
