import type { ModuleFormat } from '@suture/protocol/process.js';
import type { Adopter } from './migration.ts';
import type { ExportReaders } from './live-exports.ts';
import type { ModuleProgram } from './program.ts';
import type { StagedMember } from './property.ts';
import type { StagedStatement } from './statements.ts';
import type { Holder, Overlay, ScopeHook } from './registry.ts';

/** A state of the module whose code has been evaluated. */
export interface LiveState {
  readonly parent: number | null;
  readonly scope: ScopeHook;
  /** Cells of code that was evaluated for this state. */
  readonly cells: Holder;
  readonly overlay: Overlay;
}

/** One cell, everywhere it is, and what it will hold. */
export interface StagedBody {
  readonly holders: readonly Holder[];
  readonly key: string;
  readonly body: unknown;
  /** What it is to hold when its trial is over: the body without what tries it out. */
  readonly plain: unknown;
}

/** Everything about one module of a program that is evaluated but not yet in force. */
export interface StagedModule {
  readonly part: ModuleProgram;
  readonly format: ModuleFormat;
  readonly program: string;
  readonly state: LiveState;
  readonly bodies: readonly StagedBody[];
  readonly members: readonly StagedMember[];
  readonly adopters: readonly Adopter[];
  readonly exports: ExportReaders;
  readonly statements: readonly StagedStatement[];
  readonly gone: readonly StagedStatement[];
}
