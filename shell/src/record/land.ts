import type { PatchRecord } from '@suture/protocol/patch.js';
import { Failure } from '../failure.ts';
import type { OutboxEntry } from './entry.ts';
import { forgeAt } from './forges/open-request.ts';
import { plainGit } from './forges/plain.ts';
import { commitPatch } from './git/commit.ts';
import { haveDeployed } from './git/deployed.ts';
import { openRepository } from './git/repository.ts';
import { hasCome } from './has-come.ts';
import { firstWaitMs, longestForgeWaitMs, longestWaitMs } from './limits.ts';
import type { Outbox } from './outbox.ts';
import { isSystemError, noEntry, unusable } from './outbox-failures.ts';
import { leavePackage } from './leave-package.ts';
import { placeOnBase } from './place-on-base.ts';
import { pushWhereAllowed } from './push-where-allowed.ts';
import { Route } from './route.ts';
import { Setback } from './setback.ts';

/** How far a record came, and what stands in the way. */
export interface Landing {
  readonly record: PatchRecord;
  /** What could not be done and does not matter much, such as a label that the forge does not have; sentences. */
  readonly notes?: readonly string[];
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly hint: string;
    /** ISO 8601 in UTC; absent when a person has to act first. */
    readonly retryAt?: string;
  };
}

/** What `land` takes from outside; the defaults are the process's own. */
export interface LandOptions {
  readonly fetch?: typeof globalThis.fetch;
  readonly env?: NodeJS.ProcessEnv;
  readonly now?: () => Date;
  /** Makes the commit here instead of in the checkout that the entry names, which may be on another machine or gone. */
  readonly checkout?: string;
  /** Asks the person whether a fork may be made, where they may not push; asked once a repository, `suture.fork` remembers. */
  readonly mayFork?: (where: string) => Promise<boolean>;
}

type Optional = 'checkout' | 'mayFork';
type World = Required<Omit<LandOptions, Optional>> & Pick<LandOptions, Optional>;

/**
 * Brings the record of a live patch home: commit, push, pull request. Each step first looks whether it is done
 * already, so it may be called at any time, again, and by several shells at once. Whoever calls it vouches that the
 * patch runs. A foreseen failure is noted in the outbox and returned.
 */
export async function land(outbox: Outbox, id: string, options: LandOptions = {}): Promise<Landing> {
  const now = options.now ?? (() => new Date());
  try {
    const entry = await outbox.entry(id);
    if (!entry) throw noEntry(id, outbox.folder);
    if (hasCome(entry.record, 'open')) return { record: entry.record };
    const world = { ...options, fetch: options.fetch ?? fetch, env: options.env ?? process.env, now };
    const notes = await advance(outbox, entry, world);
    await outbox.trouble(id, null);
    return { record: await recordOf(outbox, id), ...(notes.length > 0 && { notes }) };
  } catch (error) {
    // A full disk is no bug of ours; anything else that is not foreseen is.
    const failure = isSystemError(error) ? unusable(outbox.folder, error) : error;
    if (!(failure instanceof Failure)) throw failure;
    return await setBack(outbox, id, failure, now());
  }
}

/** Gives what could not be done and does not matter much. */
async function advance(outbox: Outbox, entry: OutboxEntry, world: World): Promise<readonly string[]> {
  const { id, origin } = entry;
  if (entry.state === 'abandoned')
    throw new Setback('abandoned', `The patch ${id} was abandoned.`, { hint: `Its entry is kept in ${entry.folder}.` });
  const repository = await openRepository(world.checkout ?? entry.checkout, world.env);
  const route = new Route(repository, world.fetch);

  await haveDeployed(repository, origin.revision, () => route.remote());
  const commit = await commitPatch(repository, id, origin);
  await outbox.reached(id, { state: 'committed', commit });

  const remote = await route.remote();
  const wanted = { id, commit, parent: origin.revision, branch: entry.record.branch };
  const pushed = await pushWhereAllowed(repository, route, wanted, world).catch(async (error: unknown) => {
    if (error instanceof Setback && (error.code === 'push_refused' || error.code === 'push_denied'))
      await leavePackage({ entry, repository, remote, commit, fetch: world.fetch, now: world.now });
    throw error;
  });
  const { branch, seen } = pushed;
  await outbox.reached(id, { state: 'pushed', commit, branch });

  if (origin.request !== undefined) {
    await outbox.reached(id, { state: 'open', commit, branch, pullRequest: origin.request });
    return [];
  }
  const place = await route.place();
  if (place) respectWait(entry, world.now());
  const step = { entry, repository, remote, seen, commit, branch };
  const placed = await placeOnBase(step, pushed.to);
  if (placed.conflicts.length > 0) await outbox.contradicts(id, placed.conflicts);
  const draft = placed.conflicts.length > 0 || entry.onTrial;
  const forge = place ? forgeAt(place) : plainGit;
  const { state, address, notes } = await forge.open({ ...step, ...placed, draft, fetch: world.fetch, now: world.now });
  await outbox.reached(id, { state, commit, branch, ...(address !== undefined && { pullRequest: address }) });
  return notes ?? [];
}

/** A forge that named a moment is not asked before it. */
function respectWait({ trouble }: OutboxEntry, now: Date): void {
  if (!trouble?.binding || trouble.nextTry === null) return;
  const notBefore = new Date(trouble.nextTry);
  // No forge is believed for longer: a clock that was set back has made a moment of the past one of next year.
  if (now >= notBefore || notBefore.getTime() - now.getTime() > longestForgeWaitMs) return;
  throw new Setback('rate_limited', trouble.message, { hint: trouble.hint, again: { notBefore } });
}

async function setBack(outbox: Outbox, id: string, failure: Failure, now: Date): Promise<Landing> {
  const entry = await outbox.entry(id).catch(() => undefined);
  const { later, notBefore } = failure instanceof Setback ? failure.again : {};
  const attempts = (entry?.trouble?.attempts ?? 0) + 1;
  const waitMs = Math.min(firstWaitMs * 2 ** Math.min(attempts - 1, 20), longestWaitMs);
  const retry = notBefore ?? (later ? new Date(now.getTime() + waitMs) : undefined);
  const { code, message, hint } = failure;
  // Another shell may have brought it home in the meantime: then there is nothing to complain about.
  if (entry && hasCome(entry.record, 'open')) return { record: entry.record };
  if (entry && entry.state !== 'abandoned') {
    const at = now.toISOString();
    const nextTry = retry?.toISOString() ?? null;
    const note = { code, message, hint, at, attempts, nextTry, binding: notBefore !== undefined };
    // The failure to be told is the first one, not that it cannot be noted.
    await outbox.trouble(id, note).catch(() => {});
  }
  const error = { code, message, hint, ...(retry && { retryAt: retry.toISOString() }) };
  return { record: entry?.record ?? { state: 'prepared' }, error };
}

async function recordOf(outbox: Outbox, id: string): Promise<PatchRecord> {
  const entry = await outbox.entry(id);
  if (!entry) throw noEntry(id, outbox.folder);
  return entry.record;
}
