import { createHash } from 'node:crypto';
import type { Person } from '@suture/protocol/ledger.js';
import type { Loaded, PatchOrigin, PatchRecord } from '@suture/protocol/patch.js';
import type { ModuleEdit } from '@suture/protocol/plan.js';
import type { LeftBehind } from '@suture/protocol/remark.js';
import type { Tryout } from '@suture/protocol/trial.js';

/** What the journal knows of; an intent comes before the deed, its outcome after it. */
export type Happening =
  | {
      readonly kind: 'start';
      readonly pid: number;
      readonly name: string;
      readonly node: string;
      readonly revision: string | null;
      readonly root: string;
      /** The newest journal of this service when this one began, and the checksum of its last entry then. */
      readonly follows?: { readonly file: string; readonly head: string } | undefined;
    }
  | {
      readonly kind: 'loading';
      readonly patch: string;
      readonly modules: readonly ModuleEdit[];
      readonly origin: PatchOrigin;
      /** How it is tried out, where it is. */
      readonly tryout?: Tryout | undefined;
    }
  | { readonly kind: 'loaded'; readonly patch: string; readonly loaded: Loaded }
  | { readonly kind: 'notLoaded'; readonly patch: string; readonly code: string; readonly message: string }
  | GoingBack
  | { readonly kind: 'recorded'; readonly patch: string; readonly record: PatchRecord }
  | {
      readonly kind: 'extended';
      readonly patch: string;
      readonly ms: number;
      readonly why: string;
      readonly by: Person;
    }
  | Promoting
  /** A probation is over and no gate broke. */
  | { readonly kind: 'passed'; readonly patch: string; readonly why: string }
  /** A lease ended, and the patch stays: only alarms are wanted, or a record on top of it holds its change. */
  | { readonly kind: 'leaseEnded'; readonly patch: string; readonly why: string }
  | { readonly kind: 'reapplied'; readonly patch: string }
  | { readonly kind: 'retired'; readonly patch: string; readonly why: string }
  | { readonly kind: 'interrupting'; readonly how: string; readonly frame: number | null; readonly detail: string }
  | { readonly kind: 'interrupted'; readonly outcome: string }
  | {
      readonly kind: 'evaluating';
      readonly expression: string;
      readonly module: string | null;
      readonly by: Person | null;
      readonly why: string | null;
    };

/** A canary is given to every call. */
export type Promoting =
  | {
      readonly kind: 'promoting';
      readonly patch: string;
      readonly why?: string | undefined;
      readonly by?: Person | undefined;
    }
  | { readonly kind: 'promoted'; readonly patch: string }
  | { readonly kind: 'notPromoted'; readonly patch: string; readonly code: string; readonly message: string };

/** A patch leaves the process: because somebody says so, or by itself. */
export type GoingBack =
  | {
      readonly kind: 'rollingBack' | 'takingBack';
      readonly patch: string;
      readonly why?: string | undefined;
      readonly by?: Person | undefined;
    }
  | {
      readonly kind: 'rolledBack' | 'takenBack';
      readonly patch: string;
      /** What stays as the patch made it. */
      readonly left?: readonly LeftBehind[] | undefined;
    }
  | {
      readonly kind: 'notRolledBack' | 'notTakenBack';
      readonly patch: string;
      readonly code: string;
      readonly message: string;
    };

/** An entry as it stands in the file. */
export interface Entry {
  readonly seq: number;
  /** Checksum of the entry before; empty for the first. */
  readonly prev: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly happening: Happening;
}

/** One line of the file. */
export function entryLine(entry: Entry): { readonly line: string; readonly checksum: string } {
  return checkedLine(entry);
}

/** Reads one line; undefined when its checksum does not hold. */
export function readEntryLine(line: string): { readonly entry: Entry; readonly checksum: string } | undefined {
  const read = readCheckedLine(line);
  return read && { entry: read.content as Entry, checksum: read.checksum };
}

/** A line that vouches for itself: 128 bits of SHA-256 over the JSON, a space, canonical JSON, a newline. */
export function checkedLine(content: unknown): { readonly line: string; readonly checksum: string } {
  const json = canonicalJson(content);
  const checksum = digest(json).slice(0, 32);
  return { line: `${checksum} ${json}\n`, checksum };
}

/** Reads a line of {@link checkedLine}; undefined when its checksum does not hold. */
export function readCheckedLine(line: string): { readonly content: unknown; readonly checksum: string } | undefined {
  const checksum = line.slice(0, 32);
  const json = line.slice(33).replace(/\n$/, '');
  if (checksum !== digest(json).slice(0, 32)) return undefined;
  return { content: JSON.parse(json) as unknown, checksum };
}

/** JSON with the keys of every object in order, so that the same content has the same text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** SHA-256 as hexadecimal digits. */
export function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
