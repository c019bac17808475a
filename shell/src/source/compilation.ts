import type { ModuleEdit } from '@suture/protocol/plan.js';
import type { Mismatch } from './choose.ts';
import type { ObjectStore } from './object-store.ts';
import type { PreparedEdit } from './prepared.ts';
import type { SourceEdit } from './rebase.ts';
import type { Running } from './running.ts';
import type { SourceChannel } from './source-channel.ts';
import type { Tree } from './tree.ts';

/** An edit and everything that its compilation depends on. */
export interface CompileRequest {
  readonly channel: SourceChannel;
  readonly store: ObjectStore;
  /** Temporary folder. */
  readonly folder: string;
  readonly deployed: Tree;
  readonly live: ReadonlyMap<string, Buffer | null>;
  readonly edits: readonly SourceEdit[];
  /** By path of each file that the edit begins to import and no commit has: the edited file that leads to it. */
  readonly importers: ReadonlyMap<string, string>;
  readonly typeCheck: boolean;
}

/** The JavaScript of an edit, and what the project's compiler says to it. */
export type CompiledEdit = Pick<PreparedEdit, 'modules' | 'types' | 'original'>;

/** A place in a file of the repository; the column is left out where a line as a whole is meant. */
export interface SourcePlace {
  readonly path: string;
  readonly line: number;
  readonly column?: number | undefined;
}

/** Where a line of one compiled module stands in the repository, or the column of it that is given; both from 1. */
export type Original = (line: number, column?: number) => SourcePlace | undefined;

/** What is known while an edit is being compiled. */
export interface Compilation extends CompileRequest {
  readonly running: Running;
  /** Modules with new text, by URL. */
  readonly changed: Map<string, { readonly edit: ModuleEdit; readonly original: Original }>;
  /** Edited files whose effect on the process is known, by path. */
  readonly settled: Set<string>;
  readonly mismatches: Mismatch[];
}
