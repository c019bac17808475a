import { findRequest } from './forges/find-request.ts';
import type { Hosted, PullRequest } from './forges/forge.ts';
import { hostedAt } from './forges/hosted.ts';
import { openRepository } from './git/repository.ts';
import type { LandOptions } from './land.ts';
import type { OutboxEntry } from './outbox.ts';
import { Route } from './route.ts';

/** What the forge of a landed patch is asked with. */
export type AskingOptions = Omit<LandOptions, 'mayFork'>;

/** The requests of a patch that are still open, and the forge that has them; undefined on plain git, or without a token. */
export async function openRequests(
  { record, checkout }: OutboxEntry,
  options: AskingOptions,
): Promise<{ readonly hosted: Hosted; readonly requests: readonly PullRequest[] } | undefined> {
  if (record.state !== 'open' || record.branch === undefined || record.commit === undefined) return undefined;
  const repository = await openRepository(options.checkout ?? checkout, options.env ?? process.env);
  const { fetch = globalThis.fetch, now = () => new Date() } = options;
  const place = await new Route(repository, fetch).place();
  const hosted = place && (await hostedAt(repository, place, { fetch, now }));
  if (!hosted) return undefined;
  const requests: PullRequest[] = [];
  for (const branch of [`${record.branch}-carried`, record.branch]) {
    const request = await findRequest(hosted, { branch, commit: record.commit });
    if (request?.state === 'open') requests.push(request);
  }
  return { hosted, requests };
}
