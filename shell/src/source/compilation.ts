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
  readonly typeCheck: boolean;
}

/** The JavaScript of an edit, and what the project's compiler says to it. */
export type CompiledEdit = Pick<PreparedEdit, 'modules' | 'types' | 'original'>;

/** Where the lines of one compiled module stand in the repository. */
export type Original = (line: number) => { readonly path: string; readonly line: number } | undefined;

/** What is known while an edit is being compiled. */
export interface Compilation extends CompileRequest {
  readonly running: Running;
  /** Modules with new text, by URL. */
  readonly changed: Map<string, { readonly edit: ModuleEdit; readonly original: Original }>;
  /** Edited files whose effect on the process is known, by path. */
  readonly settled: Set<string>;
  readonly mismatches: Mismatch[];
}
