import { findRequest } from './forges/find-request.ts';
import { hostedAt } from './forges/hosted.ts';
import { openRepository } from './git/repository.ts';
import type { LandOptions } from './land.ts';
import type { Outbox, OutboxEntry } from './outbox.ts';
import { Route } from './route.ts';

/**
 * Notes that a patch on trial stays, and takes the draft from its request. A request that is not open yet is opened
 * without one by `land`. A forge that does not answer is a Failure; calling it again does no harm.
 */
export async function keep(outbox: Outbox, id: string, options: Omit<LandOptions, 'mayFork'> = {}): Promise<void> {
  const before = await outbox.entry(id);
  if (!before) return;
  // Noted last where there is a draft: a forge that does not answer now is asked again.
  if (before.onTrial && !before.contradicts) await takeDraft(before, options);
  await outbox.kept(id);
}

async function takeDraft({ record, checkout }: OutboxEntry, options: Omit<LandOptions, 'mayFork'>): Promise<void> {
  if (record.state !== 'open' || record.branch === undefined || record.commit === undefined) return;
  const repository = await openRepository(options.checkout ?? checkout, options.env ?? process.env);
  const { fetch = globalThis.fetch, now = () => new Date() } = options;
  const place = await new Route(repository, fetch).place();
  const hosted = place && (await hostedAt(repository, place, { fetch, now }));
  if (!hosted) return;
  for (const branch of [`${record.branch}-carried`, record.branch]) {
    const request = await findRequest(hosted, { branch, commit: record.commit });
    if (request?.state === 'open' && request.draft) await hosted.markReady(request);
  }
}
