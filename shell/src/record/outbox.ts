import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Loaded, PatchOrigin, PatchRecord, RecordState } from '@suture/protocol/patch.js';
import type { Plan } from '@suture/protocol/plan.js';
import { Failure } from '../failure.ts';

/** One patch in the outbox. */
export interface OutboxEntry {
  readonly id: string;
  readonly state: RecordState | 'abandoned';
  readonly record: PatchRecord;
  readonly target: { readonly name: string; readonly pid: number };
  readonly checkout: string;
  readonly plan: Plan;
  readonly lastError: string | null;
  readonly lastHint: string | null;
  /** ISO 8601 in UTC. */
  readonly nextTry: string | null;
}

/** The default place of the outbox. */
export function outboxFolder(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_STATE_HOME'] || join(env['HOME'] || homedir(), '.local', 'state'), 'suture', 'outbox');
}

const absent = (): Promise<never> =>
  Promise.reject(new Failure('not_built', 'This part is not built yet.', { hint: 'Merge it.', exit: 'usage' }));

/** The shell's journal: what has to become a record, written before the process is touched. */
export class Outbox {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Writes an entry durably; when this fails nothing may be loaded. */
  prepare(_entry: {
    id: string;
    target: { name: string; pid: number };
    origin: PatchOrigin;
    plan: Plan;
    checkout: string;
  }): Promise<void> {
    return absent();
  }

  /** All entries, oldest first. */
  entries(): Promise<OutboxEntry[]> {
    return Promise.resolve([]);
  }

  /** Takes note that the process runs the patch. */
  loaded(_id: string, _loaded: Loaded): Promise<void> {
    return absent();
  }

  /** Takes note that there is nothing to record, and why. */
  abandon(_id: string, _why: string): Promise<void> {
    return absent();
  }
}
