import type { Lines } from '../syntax/lines.ts';

/** Where something stands in a source: line and column from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where a node begins. */
export function placeIn(lines: Lines, node: { readonly start: number }): Place {
  const { line, column } = lines.at(node.start);
  return { line, column: column + 1 };
}

interface Said {
  readonly line: number;
  readonly column?: number | undefined;
}

/** Sorts what is said of a source as it stands there. */
export function byPlace(a: Said, b: Said): number {
  return a.line - b.line || (a.column ?? 0) - (b.column ?? 0);
}
