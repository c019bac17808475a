import type { Branch, Branches, LookedAt } from '@suture/protocol/tree.js';

/** What stands in a row of the tree: a value, or the way to more of them. */
export interface TreeNode {
  readonly id: number;
  readonly value: LookedAt & Partial<Pick<Branch, 'kind' | 'key'>>;
  readonly depth: number;
  readonly parent: number | undefined;
  /**
   *     closed ──expand──▶ asking ──page──▶ open ──collapse──▶ closed
   *                           └──failure──▶ failed
   */
  readonly is: 'closed' | 'asking' | 'open' | 'failed';
  /** What it holds, as far as it was asked for. */
  readonly children: readonly number[];
  readonly total: number;
  /** Where the next page begins; null when there is none. */
  readonly next: number | null;
  readonly failed?: string | undefined;
}

/** A value of the process and what was unfolded of it. */
export interface Tree {
  readonly nodes: ReadonlyMap<number, TreeNode>;
  readonly root: number | undefined;
}

/** One row of the tree as it is drawn. */
export interface TreeRow {
  readonly node: TreeNode;
  /** True for the row that stands for the pages that were not asked for yet. */
  readonly more: boolean;
}

/** Nothing yet. */
export const noTree: Tree = { nodes: new Map(), root: undefined };

/** A tree of one value. */
export function planted(value: LookedAt): Tree {
  const root: TreeNode = {
    id: 0,
    value,
    depth: 0,
    parent: undefined,
    is: 'closed',
    children: [],
    total: 0,
    next: null,
  };
  return { nodes: new Map([[0, root]]), root: 0 };
}

/** Changes one node. */
export function changed(tree: Tree, id: number, part: Partial<TreeNode>): Tree {
  const node = tree.nodes.get(id);
  if (node === undefined) return tree;
  return { ...tree, nodes: new Map(tree.nodes).set(id, { ...node, ...part }) };
}

/** Adds a page of what a node holds. */
export function grown(tree: Tree, id: number, { entries, total, next }: Branches): Tree {
  const node = tree.nodes.get(id);
  if (node === undefined) return tree;
  const nodes = new Map(tree.nodes);
  const children: number[] = [];
  for (const value of entries) {
    const child = nodes.size;
    children.push(child);
    nodes.set(child, {
      id: child,
      value,
      depth: node.depth + 1,
      parent: id,
      is: 'closed',
      children: [],
      total: 0,
      next: null,
    });
  }
  nodes.set(id, { ...node, is: 'open', children: [...node.children, ...children], total, next, failed: undefined });
  return { ...tree, nodes };
}

/** The rows that are unfolded, from top to bottom. */
export function rowsOf({ nodes, root }: Tree): TreeRow[] {
  const rows: TreeRow[] = [];
  const visit = (id: number): void => {
    const node = nodes.get(id);
    if (node === undefined) return;
    rows.push({ node, more: false });
    if (node.is === 'closed') return;
    for (const child of node.children) visit(child);
    if (node.next !== null && node.is === 'open') rows.push({ node, more: true });
  };
  if (root !== undefined) visit(root);
  return rows;
}

/** Every handle that was leased for a tree. */
export function handlesOf({ nodes }: Tree): number[] {
  return [...nodes.values()].flatMap(({ value }) => value.handle ?? []);
}

/** How one would write the way to a node as an expression, as far as there is one. */
export function pathOf({ nodes }: Tree, expression: string, id: number): string {
  const node = nodes.get(id);
  if (node === undefined || node.parent === undefined) return expression;
  const before = pathOf({ nodes, root: 0 }, expression, node.parent);
  const { kind, key = '' } = node.value;
  if (kind === 'internal' || kind === 'entry') return `${before} → ${key}`;
  if (/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)) return `${before}.${key}`;
  return `${before}[${/^\d+$/.test(key) || key.startsWith('Symbol(') ? key : JSON.stringify(key)}]`;
}
