import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type PatchOrigin, type PatchRecord, type RecordState, patchOriginSchema } from '@suture/protocol/patch.js';
import { type Plan, planSchema } from '@suture/protocol/plan.js';
import type { Named } from '../connect/named.ts';
import { errorCode } from './durable.ts';
import type { Evidence } from './evidence.ts';

/** One patch in the outbox. */
export interface OutboxEntry {
  /** ULID of the patch. */
  readonly id: string;
  /** The furthest state that the record has reached. */
  readonly state: RecordState | 'abandoned';
  readonly record: PatchRecord;
  /** Why it has not landed yet, as one sentence; null when nothing went wrong. */
  readonly lastError: string | null;
  /** What helps against `lastError`. */
  readonly lastHint: string | null;
  /** When it is tried again, ISO 8601 in UTC; null when a person has to act, or nothing is left to do. */
  readonly nextTry: string | null;
  readonly trouble: Trouble | null;
  readonly origin: PatchOrigin;
  readonly plan: Plan;
  readonly target: Named;
  /** Checkout of the engineer, where the commit is made. */
  readonly checkout: string;
  /** What the process said when it loaded the patch; null when this outbox was not told. */
  readonly live: Live | null;
  /** Whether it is only tried out so far: its request is a draft. */
  readonly onTrial: boolean;
  /** Whether its request was told how the trial went. */
  readonly trialTold: boolean;
  /** Whether its request needs a person, because patch and base contradict each other. */
  readonly contradicts: boolean;
  /** What was seen of it. */
  readonly evidence: Evidence;
  /** Where the entry lies. */
  readonly folder: string;
}

/** When and how a patch came to run. */
export interface Live {
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly functions: number;
  readonly pauseMs: number;
}

/** The last failure of an entry. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** Failures since the record last landed or was prepared. */
  readonly attempts: number;
  readonly nextTry: string | null;
  /** True when a forge named `nextTry`: it is not asked before. */
  readonly binding: boolean;
}

/** Where the bytes of one file of a patch lie in the entry, and their SHA-256. */
interface StoredBytes {
  readonly file: string;
  readonly sha256: string;
}

/** The unchanging part of an entry as it is written: everything but the bytes. */
export interface StoredEntry {
  readonly format: 1;
  readonly id: string;
  readonly target: Named;
  readonly checkout: string;
  readonly plan: Plan;
  readonly origin: Omit<PatchOrigin, 'diff' | 'files'> & {
    readonly diff: StoredBytes;
    readonly files: readonly { path: string; before: StoredBytes | null; after: StoredBytes | null }[];
  };
}

/** Takes an origin apart into what goes into `entry.json` and the files beside it. */
export function store(entry: { id: string; target: Named; origin: PatchOrigin; plan: Plan; checkout: string }): {
  stored: StoredEntry;
  bytes: ReadonlyMap<string, Buffer>;
} {
  const bytes = new Map<string, Buffer>();
  const keep = (file: string, base64: string): StoredBytes => {
    const content = Buffer.from(base64, 'base64');
    bytes.set(file, content);
    return { file, sha256: digest(content) };
  };
  const { diff, files, ...origin } = entry.origin;
  const stored: StoredEntry = {
    format: 1,
    id: entry.id,
    target: { name: entry.target.name, pid: entry.target.pid, thread: entry.target.thread },
    checkout: entry.checkout,
    plan: entry.plan,
    origin: {
      ...origin,
      diff: keep('patch.diff', diff),
      files: files.map((file, index) => ({
        path: file.path,
        before: file.before === null ? null : keep(`before-${index}`, file.before),
        after: file.after === null ? null : keep(`after-${index}`, file.after),
      })),
    },
  };
  return { stored, bytes };
}

/** Why an entry cannot be used. */
export class Damage extends Error {}

/** Reads the unchanging part of an entry back; throws {@link Damage} when a byte of it is not as it was written. */
export async function restore(
  folder: string,
  id: string,
): Promise<Omit<StoredEntry, 'origin'> & { origin: PatchOrigin }> {
  const stored = await readJson(join(folder, 'entry.json'));
  if (!isObject(stored) || stored['format'] !== 1) throw new Damage('entry.json is not of a format that is known here');
  if (stored['id'] !== id) throw new Damage('entry.json belongs to another patch');
  const { target, checkout, origin } = stored;
  if (!isObject(target) || typeof target['name'] !== 'string' || typeof target['pid'] !== 'number')
    throw new Damage('entry.json: target is malformed');
  if (typeof checkout !== 'string') throw new Damage('entry.json: checkout is malformed');
  if (!isObject(origin) || !Array.isArray(origin['files'])) throw new Damage('entry.json: origin is malformed');
  const files: unknown[] = [];
  for (const file of origin['files']) {
    if (!isObject(file)) throw new Damage('entry.json: a file of the patch is malformed');
    files.push({
      path: file['path'],
      before: file['before'] === null ? null : await readBytes(folder, file['before']),
      after: file['after'] === null ? null : await readBytes(folder, file['after']),
    });
  }
  return {
    format: 1,
    id,
    target: {
      name: target['name'],
      pid: target['pid'],
      ...(typeof target['thread'] === 'number' && { thread: target['thread'] }),
    },
    checkout,
    plan: checked<Plan>(planSchema, stored['plan'], 'plan'),
    origin: checked<PatchOrigin>(
      patchOriginSchema,
      { ...origin, files, diff: await readBytes(folder, origin['diff']) },
      'origin',
    ),
  };
}

/** Reads a JSON file of an entry; throws {@link Damage} when it is cut off or missing. */
export async function readJson(file: string): Promise<unknown> {
  const text = (await readPresent(file)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Damage(`${basename(file)} is cut off or malformed`, { cause: error });
  }
}

/** Tells whether a value of unknown origin is an object with names. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function readBytes(folder: string, stored: unknown): Promise<string> {
  if (!isObject(stored) || typeof stored['file'] !== 'string' || !/^[a-z]+[-.][a-z0-9]+$/.test(stored['file']))
    throw new Damage('entry.json: a reference to bytes is malformed');
  const content = await readPresent(join(folder, stored['file']));
  if (digest(content) !== stored['sha256']) throw new Damage(`${stored['file']} is not as it was written`);
  return content.toString('base64');
}

/** A missing file is damage; one that may not be read is not, and stays where it is. */
async function readPresent(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new Damage(`${basename(file)} is missing`, { cause: error });
  }
}

interface Checker<T> {
  readonly '~standard': {
    readonly validate: (value: unknown) => unknown;
    readonly types?: { readonly output: T } | undefined;
  };
}

function checked<T>(schema: Checker<T>, value: unknown, name: string): T {
  const result = schema['~standard'].validate(value);
  if (!isObject(result) || ('issues' in result && result['issues'] !== undefined))
    throw new Damage(`entry.json: ${name} is malformed`);
  return result['value'] as T;
}

function digest(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
