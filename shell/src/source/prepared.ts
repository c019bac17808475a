import type { ModuleEdit } from '@suture/protocol/plan.js';
import type { PatchOrigin } from '@suture/protocol/patch.js';
import type { SourcePlace } from './compilation.ts';

/** One complaint of the project's own type check that the edit adds. */
export interface Diagnostic {
  /** Below the root of the repository. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** `TS2345`. */
  readonly code: string;
  readonly message: string;
}

/** An edit that is compiled and ready to be planned. */
export interface PreparedEdit {
  readonly modules: readonly ModuleEdit[];
  readonly origin: Pick<PatchOrigin, 'revision' | 'diff' | 'files' | 'request' | 'migration'>;
  /** Changed files that are no code and were not named: they stay in the working tree. */
  readonly leftOut: readonly string[];
  /** Files of the edit that are no code: they go into the record, and the process does not get them. */
  readonly recordOnly: readonly string[];
  /** Files that are new and that the edit imports: they go into the record, and the process reads them from its own disk. */
  readonly imported: readonly string[];
  /** The edit as text for people: a unified diff of the sources. */
  readonly preview: string;
  readonly types: { readonly ok: boolean; readonly diagnostics: readonly Diagnostic[] };
  /** Where a line of the compiled module stands in the repository, or the column of it that is given; both from 1. */
  original(url: string, line: number, column?: number): SourcePlace | undefined;
}
