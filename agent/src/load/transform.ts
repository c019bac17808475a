import type { ModuleFormat } from '@suture/protocol/process.js';
import type { LoadedSource } from '../plan/loaded-source.ts';
import type { instrument } from './instrument.ts';
import type { KeptCode, Keeping } from './kept-code.ts';
import { type OwnMap, readOwnMap } from './own-map.ts';
import type { Replayer } from './replay.ts';
import type { Select } from './select.ts';

/** Says what runs, and what to keep for the next start; the agent's thread takes note of it. */
export type Report = (loaded: LoadedSource, keeping: Keeping | undefined) => void;

/** Makes a module patchable: the code to run in its place, or undefined when it is to run as it is. */
export interface Transform {
  (source: string, module: { url: string; format: ModuleFormat; stripped?: boolean }): string | undefined;
  /**
   * Finds what earlier starts made of the bytes of a file, as bytes of ASCII, without a detour through strings. Undefined says
   * nothing: the text of the file is then to be transformed.
   */
  readonly kept: (bytes: Buffer, module: { url: string; format: ModuleFormat }) => Buffer | undefined;
}

type OfText = (...given: Parameters<Transform>) => string | undefined;

// Part of every instrumented source, and kept by tools that drop comments. A module comes by twice where hooks overlap.
const mark = 'Symbol.for("suture")';

/** Tells whether a source is output of the agent already. */
export function isInstrumented(source: string): boolean {
  return source.includes(mark);
}

/** What a transform is put together from. */
export interface TransformParts {
  readonly select: Select;
  readonly report: Report;
  /** Patchable code of earlier starts. */
  readonly kept: KeptCode | undefined;
  readonly instrument: typeof instrument;
  /** The patches that are applied again; undefined where there are none. */
  replayer(): Replayer | undefined;
  /** Whether Node shows places in stacks as source maps have them. */
  mapsAreOn(): boolean;
}

/** Puts selection, patches to be applied again, kept code, instrumentation and report together; never throws. */
export function transformer(parts: TransformParts): Transform {
  const { select, report, kept, instrument: make } = parts;
  // By the very text that is to run: what is kept of a file says nothing about the file with a patch, nor the reverse.
  const patchable = (text: string, url: string, format: ModuleFormat, map: OwnMap | undefined) => {
    const known = kept?.find(text, url, format, map);
    if (known !== undefined) return { code: known, keeping: undefined };
    const made = make(text, { url, format, map });
    return made.ok ? { code: made.code, keeping: kept?.keep(text, url, format, made.code, map) } : undefined;
  };
  const transform: OfText = (source, { url, format, stripped = false }) => {
    try {
      if (!select(url) || isInstrumented(source)) return undefined;
      const replayer = parts.replayer();
      const again = replayer?.replay(url, source);
      const maps = parts.mapsAreOn();
      const own = maps ? readOwnMap(source, url) : undefined;
      const patched =
        again?.kind === 'patched'
          ? // The map of the file is that of another text.
            patchable(again.source, url, format, maps ? (again.map ?? readOwnMap(again.source)) : undefined)
          : undefined;
      const replayed = patched && again?.kind === 'patched' ? again : undefined;
      const result = patched ?? patchable(source, url, format, own);
      const patches = again?.kind === 'patched' && !patched ? again.patches.map(({ id }) => id) : [];
      const unfit = [...patches, ...(again?.unfit ?? [])];
      // Not half of a patch: what other modules have of it, the agent's thread takes back.
      for (const id of unfit) replayer?.leaveOut(id);
      const loaded = { url, format, source, stripped, ...(maps && { map: own }) };
      const more = { ...(replayed && { replayed }), ...(unfit.length > 0 && { unfit }) };
      if (result || unfit.length > 0) report({ ...loaded, ...more }, result?.keeping);
      return result?.code;
    } catch {
      return undefined;
    }
  };
  const keptOf: Transform['kept'] = (bytes, { url, format }) => {
    try {
      // What takes more than looking it up is done once, above.
      if (!kept || parts.replayer()?.concerns(url) || parts.mapsAreOn() || !select(url)) return undefined;
      const code = kept.findBytes(bytes, url, format);
      if (code) report({ url, format, source: bytes.toString('latin1'), stripped: false }, undefined);
      return code;
    } catch {
      return undefined;
    }
  };
  return Object.assign(transform, { kept: keptOf });
}
