import { posix } from 'node:path';
import { TraceMap } from '@jridgewell/trace-mapping';
import type { Original } from './compilation.ts';
import { originalPlace } from './original-place.ts';

/** The source map that a compiled text carries. */
export interface InlineMap {
  /** Its one source called by its name, as it stands beside the module; undefined where there is none. */
  readonly text: string | undefined;
  readonly original: Original;
}

/** Reads the source map in the last comment of a text that was compiled from one source. */
export function inlineMap(path: string, text: string): InlineMap {
  const named = [...text.matchAll(/^\/\/[#@] sourceMappingURL=data:application\/json[^,]*;base64,(\S+)\s*$/gm)].at(-1);
  if (named?.[1] === undefined) return { text: undefined, original: (line, column) => ({ path, line, column }) };
  const content = JSON.parse(Buffer.from(named[1], 'base64').toString('utf8')) as Record<string, unknown>;
  const trace = new TraceMap(JSON.stringify(content));
  return {
    text: JSON.stringify({ ...content, sources: [posix.basename(path)], sourceRoot: undefined }),
    original(line, column) {
      const from = originalPlace(trace, line, column);
      return from && { path, line: from.line, column: from.column };
    },
  };
}
