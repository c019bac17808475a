import type { AnyNode } from 'acorn';
import { isFunction } from '../load/patchable.ts';
import { parentsOf } from '../syntax/parents.ts';
import type { Analysis } from '../syntax/scope.ts';
import { type PropertyUnit, writtenKey } from './property-unit.ts';

/** A use of an object by code that ran while the module loaded: the chain of members, and what stands around it. */
interface Use {
  readonly node: AnyNode;
  readonly keys: readonly string[];
  readonly around: AnyNode;
}

/** Calls that look at no property of what they are given first, or link objects without copying. */
const linking =
  /^((Object|Reflect)\.)?(create|setPrototypeOf|defineProperty|defineProperties|assign)$|(^|\.)_?_?inherits(Loose)?$|(^|\.)__(extends|decorate|name|publicField)$/;

/** Where the module read a property of an object while it loaded. */
export function readAtLoad(
  analysis: Analysis,
  { root, path, key }: Pick<PropertyUnit, 'root' | 'path' | 'key'>,
): AnyNode | undefined {
  const wanted = [...path, key];
  return usesAtLoad(analysis, root).find(({ node, keys, around }) => {
    if (wanted.every((each, index) => keys[index] === each))
      return !(around.type === 'AssignmentExpression' && around.left === node && keys.length === wanted.length);
    const isOnTheWay = keys.every((each, index) => wanted[index] === each);
    return isOnTheWay && around.type === 'VariableDeclarator' && takesApart(around.id, wanted[keys.length] as string);
  })?.node;
}

/** Whether a pattern takes a property out of an object. */
function takesApart(pattern: AnyNode, key: string): boolean {
  if (pattern.type !== 'ObjectPattern') return false;
  return pattern.properties.some(
    (property) =>
      property.type === 'RestElement' ||
      property.computed ||
      (property.key.type === 'Identifier' ? property.key.name === key : true),
  );
}

/** Where the module gave an object to something that may have looked at all of its properties. */
export function takenAtLoad(analysis: Analysis, { root, path }: PropertyUnit): AnyNode | undefined {
  return usesAtLoad(analysis, root).find(({ node, keys, around }) => {
    if (keys.length > path.length || !keys.every((each, index) => path[index] === each)) return false;
    if (around.type === 'SpreadElement' || around.type === 'ForInStatement') return true;
    if (around.type !== 'CallExpression' && around.type !== 'NewExpression') return false;
    const given = around.arguments as AnyNode[];
    if (!given.includes(node)) return false;
    const callee = analysis.source.slice(around.callee.start, around.callee.end);
    return !linking.test(callee) || (callee.endsWith('assign') && given[0] !== node);
  })?.node;
}

// Each property of an object asks for the same.
const known = new WeakMap<Analysis, Map<string, readonly Use[]>>();

/** What code that ran while the module loaded did with the object that a top-level name stands for. */
export function usesAtLoad(analysis: Analysis, root: string): readonly Use[] {
  const byRoot = known.get(analysis) ?? new Map<string, readonly Use[]>();
  known.set(analysis, byRoot);
  const found = byRoot.get(root) ?? findUses(analysis, root);
  byRoot.set(root, found);
  return found;
}

function findUses(analysis: Analysis, root: string): Use[] {
  const uses = (analysis.module.bindings.get(root)?.references ?? []).filter(
    ({ site }) => !site || (!isFunction(site) && (site.kind !== 'initializer' || site.isStatic)),
  );
  if (uses.length === 0) return [];
  const parents = parentsOf(
    analysis.program as AnyNode,
    ({ type }) => type === 'Identifier' || type === 'MemberExpression',
  );
  return uses.map(({ node }) => {
    const keys: string[] = [];
    let chain: AnyNode = node;
    for (;;) {
      const around: AnyNode = parents.get(chain) ?? (analysis.program as AnyNode);
      const key = around.type === 'MemberExpression' && around.object === chain ? writtenKey(around) : undefined;
      if (key === undefined) return { node: chain, keys, around };
      keys.push(key);
      chain = around;
    }
  });
}
