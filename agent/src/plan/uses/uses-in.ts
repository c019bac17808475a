import type { UseKind } from '@suture/protocol/consequences.js';
import type { AnyNode } from 'acorn';
import { childrenOf } from '../../syntax/children.ts';
import { isWritten } from '../../syntax/is-written.ts';
import { isCalled, nodesAround } from '../../syntax/nodes-around.ts';
import type { Analysis, Binding, Site } from '../../syntax/scope.ts';
import { isImplied } from '../../syntax/implied-constructor.ts';
import { keepsName } from '../kept-name.ts';
import { type Handle, isOffered } from './handles.ts';

/** Where something is used in the source of a module. */
export interface Found {
  readonly kind: UseKind;
  readonly node: { readonly start: number };
}

type Member = Extract<Handle, { is: 'member' }>;

/** The places that use what a name stands for; offering it as an export is none. */
export function usesOfBinding(analysis: Analysis, binding: Binding): Found[] {
  return binding.references.flatMap(({ node, place, writes }): Found[] => {
    if (writes || place === 'export') return [];
    if (place === 'callee') return [{ kind: 'call', node }];
    const around = nodesAround(analysis.program, node);
    if (isOffered(node, around) || keepsName(around[0])) return [];
    return [{ kind: isCalled(node, around) ? 'call' : 'use', node }];
  });
}

/** The places that use one export by way of a name for all of them: `pricing.quote`; those that hand on them all, too. */
export function usesThrough(analysis: Analysis, space: Binding, exported: string): Found[] {
  return space.references.flatMap(({ node, writes }): Found[] => {
    if (writes) return [];
    const around = nodesAround(analysis.program, node);
    const [parent] = around;
    if (parent?.type !== 'MemberExpression' || parent.object !== node)
      return isOffered(node, around) ? [] : [{ kind: 'use', node }];
    return reads(parent, exported) ? foundAt(parent, around.slice(1)) : [];
  });
}

/** The places that read an export from `exports`, as compilers write calls within a module. */
export function usesOfExports(analysis: Analysis, exported: string): Found[] {
  const found: Found[] = [];
  everyMember(analysis, (node, around) => {
    if (node.object.type === 'Identifier' && node.object.name === 'exports' && reads(node, exported))
      found.push(...foundAt(node, around));
  });
  return found;
}

/** The places that use a member of this name; those that are certainly not of another object are calls. */
export function usesOfMember(analysis: Analysis, member: Member, isHome: boolean): Found[] {
  const { name, isPrivate, isAccessor } = member;
  if (isPrivate) {
    const own = analysis.privates.filter((one) => one.name === name && one.class?.node === member.class?.node);
    return own.map(({ around }) => ({ kind: 'call', node: around }));
  }
  const found: Found[] = [];
  everyMember(analysis, (node, around) => {
    if (!reads(node, name) || isWritten(node, around[0])) return;
    const { object } = node;
    const isOwn =
      isHome &&
      ((object.type === 'ThisExpression' || object.type === 'Super') && member.class
        ? siteAround(analysis, node)?.class?.node === member.class.node
        : object.type === 'Identifier' && object.name === member.class?.name);
    const isUsedUp = isAccessor || isCalled(node, around);
    found.push({ kind: isOwn ? (isUsedUp ? 'call' : 'use') : 'name', node });
  });
  return found;
}

/** The innermost function that something stands in. */
export function siteAround(analysis: Analysis, node: { readonly start: number }): Site | undefined {
  return analysis.sites.findLast(
    (site) => !isImplied(site) && site.node.start <= node.start && site.node.end > node.start,
  );
}

type MemberNode = Extract<AnyNode, { type: 'MemberExpression' }>;

function reads({ computed, property }: MemberNode, name: string): boolean {
  return computed
    ? property.type === 'Literal' && property.value === name
    : property.type === 'Identifier' && property.name === name;
}

function foundAt(node: MemberNode, around: readonly AnyNode[]): Found[] {
  if (isWritten(node, around[0]) || isOffered(node, around)) return [];
  return [{ kind: isCalled(node, around) ? 'call' : 'use', node }];
}

/** Shows each member expression with the nodes around it, the innermost first. */
function everyMember(analysis: Analysis, show: (node: MemberNode, around: readonly AnyNode[]) => void): void {
  const around: AnyNode[] = [];
  const visit = (node: AnyNode): void => {
    if (node.type === 'MemberExpression') show(node, around);
    around.unshift(node);
    for (const child of childrenOf(node)) visit(child);
    around.shift();
  };
  visit(analysis.program as AnyNode);
}
