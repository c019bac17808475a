import { LEAST_UPPER_BOUND, originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { Original } from './compilation.ts';

/** Reads the source map that a compiled text carries in its last comment: lines of the text to lines of its one source. */
export function inlineMap(path: string, text: string): Original {
  const named = [...text.matchAll(/^\/\/[#@] sourceMappingURL=data:application\/json[^,]*;base64,(\S+)\s*$/gm)].at(-1);
  if (named?.[1] === undefined) return (line) => ({ path, line });
  const trace = new TraceMap(Buffer.from(named[1], 'base64').toString('utf8'));
  return (line) => {
    if (line < 1) return undefined;
    const from = originalPositionFor(trace, { line, column: 0, bias: LEAST_UPPER_BOUND });
    return from.line === null ? undefined : { path, line: from.line };
  };
}
