import type { PatchOrigin, PatchRecord } from '@suture/protocol/patch.js';
import { Failure } from '../failure.ts';
import { findByAddress, findRequest } from './forges/find-request.ts';
import type { Hosted, PullRequest } from './forges/forge.ts';
import { hostedAt } from './forges/hosted.ts';
import { baseOf } from './git/base.ts';
import { fitOnto } from './git/carry.ts';
import { type Remote, type RemoteHeads, observe } from './git/remote.ts';
import { type Repository, openRepository } from './git/repository.ts';
import { git } from './git/run.ts';
import { changedInReview } from './in-review.ts';
import { lookAgainMs, maxLooks } from './limits.ts';
import { code } from './request-text.ts';
import { Route } from './route.ts';

/** A landed record that may have moved since. */
export interface Landed {
  readonly id: string;
  readonly record: PatchRecord;
  readonly origin: Pick<PatchOrigin, 'revision' | 'files'>;
  /** Whether it is known to contradict its base; left out where nobody would remember the answer. */
  readonly contradicts?: boolean;
}

/** What a look found out. */
export interface Found {
  readonly record: PatchRecord;
  /** Files in which the base contradicts the patch by now, once they have been named in a comment. */
  readonly conflicts?: readonly string[];
}

interface Sight {
  readonly repository: Repository;
  readonly remote: Remote;
  readonly seen: RemoteHeads;
  /** Undefined on plain git. */
  readonly hosted: Hosted | undefined;
}

/**
 * Asks the remote and its forge what has become of open requests; gives the records that are no longer what they were.
 * Nobody asked for it: whatever does not answer in time is left for the next look.
 */
export async function lookAgain(
  checkout: string,
  landed: readonly Landed[],
  options: { fetch?: typeof globalThis.fetch; env?: NodeJS.ProcessEnv; now?: () => Date } = {},
): Promise<Map<string, Found>> {
  const moved = new Map<string, Found>();
  const open = landed.filter(({ record }) => record.state === 'open' && record.branch && record.commit);
  if (open.length === 0) return moved;
  const { fetch = globalThis.fetch, env = process.env, now = () => new Date() } = options;
  try {
    const repository = await openRepository(checkout, env);
    const route = new Route(repository, fetch);
    const remote = await route.remote();
    const seen = await observe(repository, remote, lookAgainMs);
    const place = await route.place();
    const hosted = place && (await hostedAt(repository, place, { fetch, now }));
    if (place && !hosted) return moved;
    for (const one of open.slice(-maxLooks)) {
      const found = await lookAt({ repository, remote, seen, hosted }, one);
      if (found?.conflicts || (found && JSON.stringify(found.record) !== JSON.stringify(one.record)))
        moved.set(one.id, found);
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
  return moved;
}

async function lookAt(sight: Sight, landed: Landed): Promise<Found | undefined> {
  const { record } = landed;
  const branch = record.branch ?? '';
  const carried = `${branch}-carried`;
  const request = sight.hosted && (await requestOf(sight.hosted, [carried, branch], record));
  if (sight.hosted && !request) return undefined;
  const state = request ? request.state : await stateOnPlainGit(sight, landed, [carried, branch]);
  const tip = request?.tip ?? sight.seen.heads.get(carried) ?? sight.seen.heads.get(branch);
  const reviewed =
    tip === undefined || state === 'closed'
      ? undefined
      : await changedInReview(sight.repository, sight.remote, landed, tip);
  const conflicts = request && state === 'open' ? await sayConflict(sight, landed, request) : undefined;
  return { record: { ...record, state, ...(reviewed !== undefined && { reviewed }) }, ...(conflicts && { conflicts }) };
}

/** The base may have moved against the patch since: the reviewers are told once, and no branch is rewritten. */
async function sayConflict(sight: Sight, landed: Landed, request: PullRequest): Promise<readonly string[] | undefined> {
  const { repository, remote, seen, hosted } = sight;
  const { record, origin } = landed;
  // People who have added to the branch see to it themselves; so does who carried it over.
  if (landed.contradicts !== false || request.tip !== record.commit || !hosted) return undefined;
  const { name, tip } = await baseOf({ repository, remote, seen, entry: { origin } });
  if (tip === undefined || tip === origin.revision || record.commit === undefined) return undefined;
  const paths = origin.files.map(({ path }) => path);
  const fit = await fitOnto(repository, { deployed: origin.revision, patched: record.commit, tip, paths });
  if (fit.kind !== 'conflict') return undefined;
  const files = fit.files.map((path) => `- ${code(path)}`).join('\n');
  try {
    await hosted.comment(request, `${code(name)} has changed since, and contradicts this patch in:\n\n${files}`);
    return fit.files;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    // Not said, so the next look tries again; what became of the request is known all the same.
    return undefined;
  }
}

async function requestOf(
  hosted: Hosted,
  branches: readonly string[],
  record: PatchRecord,
): Promise<PullRequest | undefined> {
  let found: PullRequest | undefined;
  for (const branch of branches) found ??= await findRequest(hosted, { branch, commit: record.commit ?? '' });
  // The branch may be in a fork, which the list of the repository's own branches leaves out.
  return found ?? (record.pullRequest === undefined ? undefined : await findByAddress(hosted, record.pullRequest));
}

/** Without a forge the base says whether it was merged; a branch that is gone unmerged was given up by a person. */
async function stateOnPlainGit(
  { repository, remote, seen }: Sight,
  { record, origin }: Landed,
  branches: readonly string[],
): Promise<'open' | 'merged' | 'closed'> {
  const base = await baseOf({ repository, remote, seen, entry: { origin } });
  const { commit = '' } = record;
  if (base.tip !== undefined) {
    if ((await git(repository, ['merge-base', '--is-ancestor', commit, base.tip])).code === 0) return 'merged';
    const paths = origin.files.map(({ path }) => path);
    const fit = await fitOnto(repository, { deployed: origin.revision, patched: commit, tip: base.tip, paths });
    if (fit.kind === 'upstream') return 'merged';
  }
  return branches.some((branch) => seen.heads.has(branch)) ? 'open' : 'closed';
}
