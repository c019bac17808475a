import { createHash } from 'node:crypto';
import type { Loaded, PatchOrigin, PatchRecord } from '@suture/protocol/patch.js';
import type { ModuleEdit } from '@suture/protocol/plan.js';

/** What the journal knows of; an intent comes before the deed, its outcome after it. */
export type Happening =
  | {
      readonly kind: 'start';
      readonly pid: number;
      readonly name: string;
      readonly node: string;
      readonly revision: string | null;
      readonly root: string;
    }
  | {
      readonly kind: 'loading';
      readonly patch: string;
      readonly modules: readonly ModuleEdit[];
      readonly origin: PatchOrigin;
    }
  | { readonly kind: 'loaded'; readonly patch: string; readonly loaded: Loaded }
  | { readonly kind: 'notLoaded'; readonly patch: string; readonly code: string; readonly message: string }
  | { readonly kind: 'rollingBack'; readonly patch: string }
  | { readonly kind: 'rolledBack'; readonly patch: string }
  | { readonly kind: 'notRolledBack'; readonly patch: string; readonly code: string; readonly message: string }
  | { readonly kind: 'recorded'; readonly patch: string; readonly record: PatchRecord }
  | { readonly kind: 'interrupting'; readonly how: string; readonly frame: number | null; readonly detail: string }
  | { readonly kind: 'interrupted'; readonly outcome: string };

/** An entry as it stands in the file. */
export interface Entry {
  readonly seq: number;
  /** Checksum of the entry before; empty for the first. */
  readonly prev: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly happening: Happening;
}

/** One line of the file: 128 bits of SHA-256 over the JSON, a space, canonical JSON, a newline. */
export function entryLine(entry: Entry): { readonly line: string; readonly checksum: string } {
  const json = canonicalJson(entry);
  const checksum = checksumOf(json);
  return { line: `${checksum} ${json}\n`, checksum };
}

/** Reads one line; undefined when its checksum does not hold. */
export function readEntryLine(line: string): { readonly entry: Entry; readonly checksum: string } | undefined {
  const checksum = line.slice(0, 32);
  const json = line.slice(33).replace(/\n$/, '');
  if (checksum !== checksumOf(json)) return undefined;
  return { entry: JSON.parse(json) as Entry, checksum };
}

/** JSON with the keys of every object in order, so that the same content has the same text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function checksumOf(json: string): string {
  return createHash('sha256').update(json).digest('hex').slice(0, 32);
}
