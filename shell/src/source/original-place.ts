import { GREATEST_LOWER_BOUND, LEAST_UPPER_BOUND, originalPositionFor, type TraceMap } from '@jridgewell/trace-mapping';

/** A place in one source of a map; the column is left out where a line as a whole was asked for. */
export interface OriginalPlace {
  readonly source: string;
  readonly line: number;
  readonly column?: number | undefined;
}

/** Where a place of a compiled text comes from; line and column are from 1. Without a column the line as a whole is meant. */
export function originalPlace(trace: TraceMap, line: number, column?: number): OriginalPlace | undefined {
  if (line < 1) return undefined;
  if (column !== undefined) {
    const from = originalPositionFor(trace, { line, column: column - 1, bias: GREATEST_LOWER_BOUND });
    if (from.source !== null) return { source: from.source, line: from.line, column: from.column + 1 };
  }
  // The first mapping of a line stands at its first word, behind the indent.
  const from = originalPositionFor(trace, { line, column: 0, bias: LEAST_UPPER_BOUND });
  return from.source === null ? undefined : { source: from.source, line: from.line };
}
