import type { ModuleFormat } from '@suture/protocol/process.js';
import type { LoadedSource } from '../plan/workbench.ts';
import type { instrument } from './instrument.ts';
import type { KeptCode, Keeping } from './kept-code.ts';
import type { Select } from './select.ts';

/** Says what runs, and what to keep for the next start; the agent's thread takes note of it. */
export type Report = (loaded: LoadedSource, keeping: Keeping | undefined) => void;

/** Makes a module patchable: the code to run in its place, or undefined when it is to run as it is. */
export type Transform = (
  source: string,
  module: { url: string; format: ModuleFormat; stripped?: boolean },
) => string | undefined;

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
}

/** Puts selection, instrumentation and report together; never throws. */
export function transformer({ select, report, kept, instrument: make }: TransformParts): Transform {
  return (source, { url, format, stripped = false }) => {
    try {
      if (!select(url) || isInstrumented(source)) return undefined;
      const loaded = { url, format, source, stripped };
      const known = kept?.find(source, url, format);
      if (known !== undefined) {
        report(loaded, undefined);
        return known;
      }
      const result = make(source, { url, format });
      if (!result.ok) return undefined;
      report(loaded, kept?.keep(source, url, format, result.code));
      return result.code;
    } catch {
      return undefined;
    }
  };
}
