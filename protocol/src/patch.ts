import * as v from 'valibot';
import { type Migration, migrationSchema } from './migration.ts';
import { type LeftBehind, leftBehindSchema } from './remark.ts';
import { type Canary, canarySchema, type Probation, probationSchema } from './trial.ts';

/**
 * Life of a patch in the process:
 *
 *     live ──rollback──▶ rolledBack
 *      ├──lease ends unrecorded, health gate──▶ takenBack
 *      └──the process starts again and it does not fit──▶ retired
 */
export type PatchState = 'live' | 'rolledBack' | 'takenBack' | 'retired';

/** How far the record of a patch has come; states only move forward. */
export type RecordState =
  | 'prepared'
  | 'live'
  | 'committed'
  | 'pushed'
  | 'open'
  | 'merged'
  | 'closed'
  | 'upstream'
  | 'reverted';

/** The record states in their order. */
export const recordStates: readonly RecordState[] = [
  'prepared',
  'live',
  'committed',
  'pushed',
  'open',
  'merged',
  'closed',
  'upstream',
  'reverted',
];

/** Where the record of a patch is. */
export interface PatchRecord {
  readonly state: RecordState;
  readonly branch?: string | undefined;
  /** Full object name of the commit. */
  readonly commit?: string | undefined;
  /** Address of the pull request, or of the review package on a plain git remote. */
  readonly pullRequest?: string | undefined;
  /** Commit of the request whose files are not the ones that run: people have changed them in review. */
  readonly reviewed?: string | undefined;
}

/** One file of a patch in the repository: what the engineer edited. */
export interface SourceFile {
  /** Path below the root of the repository, with `/`. */
  readonly path: string;
  /** The file at the deployed commit; base64; null when the patch adds it. */
  readonly before: string | null;
  /** The file with the patch; base64; null when the patch removes it. */
  readonly after: string | null;
}

/** Everything needed to make the record of a patch, in any shell, at any time. */
export interface PatchOrigin {
  /** Commit that the process was built from; full object name. */
  readonly revision: string;
  /** `git diff --binary --full-index` of the deployed tree and the patched one; base64. */
  readonly diff: string;
  readonly files: readonly SourceFile[];
  readonly why: string;
  readonly author: { readonly name: string; readonly email: string };
  /** When the patch was prepared; ISO 8601 in UTC. */
  readonly at: string;
  /** Head of the process's journal when the patch was prepared: its commit vouches for everything before. */
  readonly audit?: string | undefined;
  /** Address of the request that holds this code already: it is what people made of an earlier patch in review. */
  readonly request?: string | undefined;
  /** What brings live state into the form that the patch expects. */
  readonly migration?: Migration | undefined;
}

/** One patch, as `patches` lists it. */
export interface Patch {
  /** ULID. */
  readonly id: string;
  readonly state: PatchState;
  readonly why: string;
  /** `Name <email>`. */
  readonly author: string;
  /** Paths of the running modules that it changes. */
  readonly modules: readonly string[];
  /** ISO 8601 in UTC. */
  readonly appliedAt: string;
  readonly record: PatchRecord;
  /** When the lease of an unrecorded live patch ends, by the clock of now; ISO 8601 in UTC. */
  readonly leaseEndsAt?: string | undefined;
  /** True when this process applied it again at its start. */
  readonly reapplied?: boolean | undefined;
  /** Why it is in its state, where that is not plain: a sentence. */
  readonly note?: string | undefined;
  /** What it left as it was when it was taken out, where there is something. */
  readonly left?: readonly LeftBehind[] | undefined;
  /** Set when it was loaded for some of the calls. */
  readonly canary?: Canary | undefined;
  /** Set when it was loaded to be watched for a time. */
  readonly probation?: Probation | undefined;
}

/** What loading a patch did. */
export interface Loaded {
  readonly id: string;
  readonly state: PatchState;
  /** How many functions have a new body, added ones included. */
  readonly functions: number;
  /** How long the main thread was held by the commit. */
  readonly pauseMs: number;
}

const text = v.string();

/** Checks a patch id. */
export const patchIdSchema: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'expected a ULID'),
);

/** Checks a {@link PatchState}. */
export const patchStateSchema: v.GenericSchema<PatchState> = v.picklist(['live', 'rolledBack', 'takenBack', 'retired']);

/** Checks a {@link PatchRecord}. */
export const patchRecordSchema: v.GenericSchema<PatchRecord> = v.object({
  state: v.picklist(recordStates),
  branch: v.optional(text),
  commit: v.optional(text),
  pullRequest: v.optional(text),
  reviewed: v.optional(text),
});

/** Checks a {@link PatchOrigin}. */
export const patchOriginSchema: v.GenericSchema<PatchOrigin> = v.object({
  revision: text,
  diff: text,
  files: v.array(v.object({ path: text, before: v.nullable(text), after: v.nullable(text) })),
  why: text,
  author: v.object({ name: text, email: text }),
  at: text,
  audit: v.optional(text),
  request: v.optional(text),
  migration: v.optional(migrationSchema),
});

/** Checks a {@link Patch}. */
export const patchSchema: v.GenericSchema<Patch> = v.object({
  id: patchIdSchema,
  state: patchStateSchema,
  why: text,
  author: text,
  modules: v.array(text),
  appliedAt: text,
  record: patchRecordSchema,
  leaseEndsAt: v.optional(text),
  reapplied: v.optional(v.boolean()),
  note: v.optional(text),
  left: v.optional(v.array(leftBehindSchema)),
  canary: v.optional(canarySchema),
  probation: v.optional(probationSchema),
});

/** Checks a {@link Loaded}. */
export const loadedSchema: v.GenericSchema<Loaded> = v.object({
  id: patchIdSchema,
  state: patchStateSchema,
  functions: v.number(),
  pauseMs: v.number(),
});
