import { readFile } from 'node:fs/promises';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StackFrame } from '@suture/protocol/stack.js';
import type { Channel } from '../connect/channel.ts';

/** Where something is in a running file. */
type Placed = Pick<StackFrame, 'path' | 'url' | 'line' | 'column'> & { readonly internal?: boolean };

/** What is known of a place whose source a map tells. */
interface Mapped {
  /** Text of that source, where the map holds it. */
  readonly source?: string | undefined;
  /** Where the running file has it, when path, line and column are those of a source that it was compiled from. */
  readonly running?: { readonly path: string; readonly line: number; readonly column: number };
}

/** A frame, at the place of its source where a source map tells it. */
export type MappedFrame = StackFrame & Mapped;

/**
 * Maps frames, or other places, to the sources that they were compiled from. The map is the one that the running file
 * names: inside of it, or beside it when the process runs on this machine. What cannot be mapped stays as it is,
 * and so does what is placed in a `patched` text: the map is that of the file as it was loaded.
 */
export async function mapFrames<P extends Placed>(
  channel: Channel,
  frames: readonly P[],
  { patched = false }: { readonly patched?: boolean } = {},
): Promise<(P & Mapped)[]> {
  const maps = new Map<string, Promise<SourceMap | undefined>>();
  const mapOf = (url: string): Promise<SourceMap | undefined> => {
    const known = maps.get(url) ?? readMap(channel, url, patched).catch(() => undefined);
    maps.set(url, known);
    return known;
  };
  return Promise.all(
    frames.map(async (frame): Promise<P & Mapped> => {
      if (frame.internal) return frame;
      const map = await mapOf(frame.url);
      const entry = map?.findEntry(frame.line - 1, frame.column - 1);
      if (!entry || !('originalSource' in entry) || !entry.originalSource) return frame;
      const { path, line, column } = frame;
      return {
        ...frame,
        path: sourcePath(path, entry.originalSource),
        line: entry.originalLine + 1,
        column: entry.originalColumn + 1,
        source: sourceIn(map, entry.originalSource),
        running: { path, line, column },
      };
    }),
  );
}

function sourceIn(map: SourceMap | undefined, name: string): string | undefined {
  const { sources = [], sourcesContent = [] } = map?.payload ?? {};
  return sourcesContent[sources.indexOf(name)] ?? undefined;
}

async function readMap(channel: Channel, module: string, patched: boolean): Promise<SourceMap | undefined> {
  const { loaded, source, url } = await channel.call('source', { module });
  if (patched && source !== loaded) return undefined;
  const named = [...loaded.matchAll(/^\/\/[#@] sourceMappingURL=(\S+)\s*$/gm)].at(-1)?.[1];
  if (named === undefined) return undefined;
  const inline = /^data:application\/json[^,]*;base64,(.*)$/s.exec(named)?.[1];
  const text = inline
    ? Buffer.from(inline, 'base64').toString()
    : await readFile(fileURLToPath(new URL(named, url)), 'utf8');
  return new SourceMap(JSON.parse(text) as SourceMapPayload);
}

// Sources of a map are relative to the file; absolute ones are a bundler's business.
function sourcePath(path: string, source: string): string {
  if (/^[a-z]+:/i.test(source) || source.startsWith('/')) return source;
  return posix.join(posix.dirname(path), source);
}
