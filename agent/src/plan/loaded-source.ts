import type { ModuleFormat } from '@suture/protocol/process.js';
import type { Unpatchable } from '../load/instrument.ts';
import type { OwnMap } from '../load/own-map.ts';
import type { Replayed } from '../load/replay.ts';

/** A module as a load hook saw it. */
export interface LoadedSource {
  readonly url: string;
  readonly format: ModuleFormat;
  /** JavaScript, before it was instrumented. */
  readonly source: string;
  /** Whether Node stripped the types of a TypeScript file to get it. */
  readonly stripped: boolean;
  /** The source map of the source; undefined where Node shows places without maps. */
  readonly map?: OwnMap | undefined;
  /** What was loaded in its place: the source with patches that were applied again. */
  readonly replayed?: Omit<Extract<Replayed, { kind: 'patched' }>, 'kind'> | undefined;
  /** Patches that were to be applied again and do not fit this source. */
  readonly unfit?: readonly string[] | undefined;
}

/** What the workbench knows of a loaded module. */
export interface KnownModule extends LoadedSource {
  /** 0 as loaded. */
  readonly version: number;
  readonly patched: boolean;
  /** The JavaScript that runs now, without guards. */
  readonly running: string;
  readonly functions: number;
  readonly unpatchable: readonly Unpatchable[];
}
