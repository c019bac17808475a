import type { ModuleFormat } from '@suture/protocol/process.js';
import type { Exercise } from '../exercise.ts';
import type { Mutation } from '../mutation-tree.ts';
import type { Ran } from './reached.ts';

/** One edit of one module of a package. */
export interface Edit {
  readonly number: number;
  readonly path: string;
  readonly mutation: Mutation;
}

/** A package and what it is asked. */
export interface Package {
  /** Where copies are made. */
  readonly folder: string;
  /** Its published files. */
  readonly from: string;
  readonly exercise: Exercise;
  readonly files: readonly { readonly path: string; readonly format: ModuleFormat }[];
}

/** What a process of its own is given: edits to try one after the other, or one to explain that made a difference. */
export interface EditTask extends Package {
  readonly edits: readonly Edit[];
  /** The calls that did not give what they should. */
  readonly explain?: readonly string[];
}

/**
 * What came of one edit. It is told before that that it has `begun`, and that what a restart answers is `known`.
 * `unseen`: it answers as a restart, which answers as without the edit. `warned`: not as a restart, and the plan warned.
 * `kept`: not as a restart, because of state that calls had left there before, see `kept-state.ts`.
 * `turns`: not as a restart, but as one whose edited async function takes the turns more that a guard takes, see there as well.
 * `no start`: it does not start, does not end or answers by chance, and there is nothing to compare with.
 */
export type EditKind = 'equal' | 'unseen' | 'warned' | 'kept' | 'turns' | 'refused' | 'no start' | 'differs';

/** How many edits came to what. */
export type Counts = Record<EditKind, number>;

/** What the process tells of an edit. */
export interface EditOutcome {
  readonly number: number;
  readonly kind: 'begun' | 'known' | EditKind;
  readonly detail?: string;
  /** The calls that do not give what they should. */
  readonly calls?: readonly string[];
  /** How long a start and two rounds of calls take; an edit that takes many times as long does not end. */
  readonly usualMs?: number;
}

/** What a process is given that is to say what calls come to. */
export interface ReachedTask extends Package {
  readonly reached: true;
}

/** What calls come to of each module. */
export interface Reached {
  readonly reached: ReadonlyMap<string, readonly Ran[]>;
}
