import { type AskingOptions, openRequests } from './open-requests.ts';
import type { Outbox, OutboxEntry } from './outbox.ts';

/**
 * Notes that a patch on trial stays, and takes the draft from its request. A request that is not open yet is opened
 * without one by `land`. A forge that does not answer is a Failure; calling it again does no harm.
 */
export async function keep(outbox: Outbox, id: string, options: AskingOptions = {}): Promise<void> {
  const before = await outbox.entry(id);
  if (!before) return;
  // Noted last where there is a draft: a forge that does not answer now is asked again.
  if (before.onTrial && !before.contradicts) await takeDraft(before, options);
  await outbox.kept(id);
}

async function takeDraft(before: OutboxEntry, options: AskingOptions): Promise<void> {
  const found = await openRequests(before, options);
  for (const request of found?.requests ?? []) if (request.draft) await found?.hosted.markReady(request);
}
