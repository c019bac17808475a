import type { ModuleFormat } from '@suture/protocol/process.js';
import type { LoadedSource } from '../plan/workbench.ts';
import { instrument } from './instrument.ts';
import type { Select } from './select.ts';

/** Says what runs; the agent's thread takes note of it. */
export type Report = (loaded: LoadedSource) => void;

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

/** Puts selection, instrumentation and report together; never throws. */
export function transformer(select: Select, report: Report): Transform {
  return (source, { url, format, stripped = false }) => {
    try {
      if (!select(url) || isInstrumented(source)) return undefined;
      const result = instrument(source, { url, format });
      if (!result.ok) return undefined;
      report({ url, format, source, stripped });
      return result.code;
    } catch {
      return undefined;
    }
  };
}
