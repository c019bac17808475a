/** A node of a syntax tree, as the mutations look at it. */
export interface Tree {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** One small edit of a source. */
export interface Mutation {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Goes to the end of the source. */
  readonly added?: string;
}

/** Tells nodes from what else is in a tree. */
export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && typeof (value as Tree).type === 'string';
}

/** The nodes right below one. */
export function childrenOf(node: Tree): Tree[] {
  return Object.values(node).flat().filter(isTree);
}
