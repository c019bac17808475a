import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Loaded, PatchOrigin, PatchRecord } from '@suture/protocol/patch.js';
import type { Plan } from '@suture/protocol/plan.js';
import type { Named } from '../connect/named.ts';
import { stateFolder } from '../state-folder.ts';
import { errorCode, syncFolder, writeDurably, writeOnce } from './durable.ts';
import { Damage, type Live, type OutboxEntry, type Trouble, isObject, readJson, store } from './entry.ts';
import type { Evidence } from './evidence.ts';
import { hasCome } from './has-come.ts';
import { isSystemError, noEntry, unusable } from './outbox-failures.ts';
import { readEntry } from './read-entry.ts';
import { Setback } from './setback.ts';

export type { OutboxEntry } from './entry.ts';

/** Something in the outbox that is not an entry, or no longer a sound one; kept, never guessed at. */
export interface Aside {
  readonly name: string;
  /** Why it is not used, as a sentence without a full stop. */
  readonly why: string;
  /** Where it lies now. */
  readonly kept: string;
}

/** The default place of the outbox: `outbox` in the folder of the person's state. */
export function outboxFolder(env: NodeJS.ProcessEnv): string {
  return join(stateFolder(env), 'outbox');
}

const idPattern = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/**
 * The records of this machine's patches, until they have landed and after.
 *
 *     <folder>/<id>/entry.json  patch.diff  before-N  after-N    what was meant: written once, with digests
 *                  /reached-<state>.json                         one file a state, written once: states only move forward
 *                  /evidence.json                                what was seen of it; replaced
 *                  /reviewed.json                                what people have made of it in review; replaced
 *                  /conflicts.json                               where it contradicts its base
 *                  /trial.json  told.json  kept.json             that it is tried out, that this was told, and that it stays
 *                  /abandoned.json                               why it was given up
 *                  /trouble.json                                 the last failure; replaced, removed by the next success
 *                  /review/                                      the review package on a plain git remote
 *     <folder>/aside/                                            damaged entries, each with the reason beside it
 *
 * There is no lock: every write is a whole file, and a state that was reached cannot be unwritten.
 */
export class Outbox {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Writes down what is about to be loaded; returns when it would survive a crash of the machine. */
  async prepare(entry: {
    id: string;
    target: Named;
    origin: PatchOrigin;
    plan: Plan;
    checkout: string;
  }): Promise<void> {
    if (!idPattern.test(entry.id)) throw new TypeError(`a patch id is a ULID, not ${JSON.stringify(entry.id)}`);
    await this.#writing(async () => {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      const draft = join(this.folder, `.draft-${entry.id}-${randomBytes(6).toString('hex')}`);
      try {
        await mkdir(draft, { mode: 0o700 });
        const { stored, bytes } = store(entry);
        for (const [file, content] of bytes) await writeDurably(join(draft, file), content);
        await writeDurably(join(draft, 'entry.json'), `${JSON.stringify(stored, null, 2)}\n`);
        if (await this.entry(entry.id)) return await this.#sameAs(entry);
        try {
          await rename(draft, join(this.folder, entry.id));
        } catch (error) {
          if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error;
          return await this.#sameAs(entry);
        }
        await syncFolder(this.folder);
      } finally {
        await rm(draft, { recursive: true, force: true });
      }
    });
  }

  /** All sound entries, oldest first; damaged ones are put aside, where {@link Outbox.aside} finds them. */
  async entries(): Promise<OutboxEntry[]> {
    const entries: OutboxEntry[] = [];
    for (const name of (await this.#names()).filter((name) => idPattern.test(name)).sort()) {
      const entry = await this.entry(name);
      if (entry) entries.push(entry);
    }
    return entries;
  }

  /** The entries of patches that run and are not recorded yet. A prepared one is not among them: it may never have run. */
  async waiting(): Promise<OutboxEntry[]> {
    const entries = await this.entries();
    return entries.filter(({ state }) => state === 'live' || state === 'committed' || state === 'pushed');
  }

  /** One entry, or undefined when there is none that can be trusted. */
  async entry(id: string): Promise<OutboxEntry | undefined> {
    if (!idPattern.test(id)) return undefined;
    const folder = join(this.folder, id);
    const found = await stat(folder).catch(() => undefined);
    if (!found) return undefined;
    try {
      return await readEntry(folder, id);
    } catch (error) {
      if (isSystemError(error)) throw unusable(this.folder, error);
      if (!(error instanceof Damage)) throw error;
      await this.#putAside(id, error.message);
      return undefined;
    }
  }

  /** What lies in the outbox and cannot be used. */
  async aside(): Promise<Aside[]> {
    const found: Aside[] = [];
    for (const name of await this.#names()) {
      if (name === 'aside' || name.startsWith('.draft-') || idPattern.test(name)) continue;
      found.push({ name, why: 'it is not an entry of the outbox', kept: join(this.folder, name) });
    }
    const folder = join(this.folder, 'aside');
    for (const name of await readdir(folder).catch(() => [])) {
      if (name.endsWith('.json')) continue;
      const reason = await readJson(join(folder, `${name}.json`)).catch(() => undefined);
      const why = isObject(reason) && typeof reason['why'] === 'string' ? reason['why'] : 'it was damaged';
      found.push({ name, why, kept: join(folder, name) });
    }
    return found;
  }

  /** Notes that the process runs the patch. */
  async loaded(id: string, loaded: Loaded): Promise<void> {
    const live: Live = { at: new Date().toISOString(), functions: loaded.functions, pauseMs: loaded.pauseMs };
    await this.#once(id, 'reached-live.json', { record: { state: 'live' }, live });
  }

  /** Notes how far the record has come. */
  async reached(id: string, record: PatchRecord): Promise<void> {
    await this.#once(id, `reached-${record.state}.json`, { record });
  }

  /** Notes that the patch is on trial, for some calls or for a time: its request is a draft until it is kept. */
  async onTrial(id: string): Promise<void> {
    await this.#once(id, 'trial.json', { at: new Date().toISOString() });
  }

  /** Notes that the trial of a patch is over and that it stays. */
  async kept(id: string): Promise<void> {
    await this.#once(id, 'kept.json', { at: new Date().toISOString() });
  }

  /** Notes that the request of a patch was told how its trial went. */
  async trialTold(id: string): Promise<void> {
    await this.#once(id, 'told.json', { at: new Date().toISOString() });
  }

  /** Notes in which files a patch and its base contradict each other. */
  async contradicts(id: string, files: readonly string[]): Promise<void> {
    await this.#once(id, 'conflicts.json', { files });
  }

  /** Notes that the request has other files than those that run, since people have changed them. */
  async reviewed(id: string, commit: string): Promise<void> {
    if (!(await this.entry(id))) throw noEntry(id, this.folder);
    await this.#writing(() => writeDurably(join(this.folder, id, 'reviewed.json'), `${JSON.stringify({ commit })}\n`));
  }

  /** Notes what was seen of the patch, in place of what was noted before. */
  async evidence(id: string, evidence: Evidence): Promise<void> {
    if (!(await this.entry(id))) throw noEntry(id, this.folder);
    await this.#writing(() => writeDurably(join(this.folder, id, 'evidence.json'), `${JSON.stringify(evidence)}\n`));
  }

  /** Gives an entry up that never ran, or whose patch was taken out before anything was pushed; it is kept, with the reason. */
  async abandon(id: string, why: string): Promise<void> {
    const entry = await this.entry(id);
    if (entry && hasCome(entry.record, 'pushed'))
      throw new Setback('abandoned', `The record of ${id} is public already: its branch is ${entry.record.branch}.`, {
        hint: 'Close the pull request, or delete the branch, instead.',
        exit: 'usage',
      });
    await this.#once(id, 'abandoned.json', { why, at: new Date().toISOString() });
  }

  /** Notes why the record is stuck; null when it no longer is. */
  async trouble(id: string, trouble: Trouble | null): Promise<void> {
    const file = join(this.folder, id, 'trouble.json');
    await this.#writing(async () => {
      if (trouble) await writeDurably(file, `${JSON.stringify(trouble, null, 2)}\n`);
      else await rm(file, { force: true });
    });
  }

  async #names(): Promise<string[]> {
    try {
      return await readdir(this.folder);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw unusable(this.folder, error);
    }
  }

  async #once(id: string, file: string, content: object): Promise<void> {
    if (!(await this.entry(id))) throw noEntry(id, this.folder);
    await this.#writing(() => writeOnce(join(this.folder, id, file), `${JSON.stringify(content, null, 2)}\n`));
  }

  async #writing<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      throw isSystemError(error) ? unusable(this.folder, error) : error;
    }
  }

  async #sameAs(entry: { id: string; origin: PatchOrigin }): Promise<void> {
    const there = await this.entry(entry.id);
    if (there && there.origin.revision === entry.origin.revision && there.origin.diff === entry.origin.diff) return;
    throw new Setback('bad_patch', `The outbox holds another patch under the id ${entry.id}.`, {
      hint: `Look at ${join(this.folder, entry.id)}; nothing there was changed.`,
      exit: 'usage',
    });
  }

  async #putAside(id: string, why: string): Promise<void> {
    const folder = join(this.folder, 'aside');
    const name = `${id}-${randomBytes(3).toString('hex')}`;
    await this.#writing(async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(join(folder, `${name}.json`), `${JSON.stringify({ why, at: new Date().toISOString() })}\n`);
      await rename(join(this.folder, id), join(folder, name)).catch(async (error: unknown) => {
        await rm(join(folder, `${name}.json`), { force: true });
        if (errorCode(error) !== 'ENOENT') throw error; // another shell has put it aside
      });
    });
  }
}
