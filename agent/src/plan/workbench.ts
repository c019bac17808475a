import type { ModuleEdit, Plan } from '@suture/protocol/plan.js';
import type { ModuleFormat } from '@suture/protocol/process.js';
import type { Unpatchable } from '../load/instrument.ts';
import type { Program } from '../swap/program.ts';

/** A module as a load hook saw it. */
export interface LoadedSource {
  readonly url: string;
  readonly format: ModuleFormat;
  /** JavaScript, before it was instrumented. */
  readonly source: string;
  /** Whether Node stripped the types of a TypeScript file to get it. */
  readonly stripped: boolean;
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

/** A plan and, when it is applicable, the program that carries it out. */
export interface Prepared {
  readonly plan: Plan;
  readonly program?: Program | undefined;
}

/** Why a rollback cannot be prepared. */
export interface CannotRollBack {
  readonly code: 'unknown_patch' | 'patch_in_the_way' | 'wrong_state';
  readonly message: string;
}

/**
 * The engine's half in the agent's thread: knows the source of every loaded module and of every live
 * patch, and turns edits into plans and programs. Pure: touches neither process nor disk.
 */
export class Workbench {
  /** Takes note of a module that a load hook made patchable. */
  loaded(_module: LoadedSource): void {}

  /** Every module that can be patched, in load order. */
  modules(): KnownModule[] {
    return [];
  }

  /** One module by URL. */
  module(_url: string): KnownModule | undefined {
    return undefined;
  }

  /** Says what an edit would do; `displayPath` turns a URL into the path that people read. */
  plan(_id: string, _edits: readonly ModuleEdit[], _displayPath: (url: string) => string): Prepared {
    return { plan: { applicable: false, modules: [] } };
  }

  /** Prepares taking a patch out again. */
  rollback(_id: string): Program | CannotRollBack {
    return { code: 'unknown_patch', message: 'no patch' };
  }

  /** Takes note that the main thread carried a program out. */
  committed(_program: Program): void {}
}
