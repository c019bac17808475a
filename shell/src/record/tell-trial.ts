import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from './durable.ts';
import { evidenceText } from './evidence.ts';
import { type AskingOptions, openRequests } from './open-requests.ts';
import type { Outbox } from './outbox.ts';
import { code, fenced } from './request-text.ts';

/** How the trial of a patch went: a verdict, and its figures as text. */
export interface TrialTold {
  readonly title: string;
  readonly text: string;
}

/**
 * Tells those who review a patch how its trial went, once: as a comment on its request, or at the end of its review package.
 * A record that has not landed yet is told by a later call. A forge that does not answer is a Failure.
 */
export async function tellTrial(
  outbox: Outbox,
  id: string,
  trial: TrialTold,
  options: AskingOptions = {},
): Promise<void> {
  const entry = await outbox.entry(id);
  if (!entry || entry.trialTold || entry.record.state !== 'open') return;
  const text = evidenceText({ seen: [trial] }, { code, fenced });
  const found = await openRequests(entry, options);
  for (const request of found?.requests ?? []) await found?.hosted.comment(request, text);
  // A forge without a token for it is asked again when there is one.
  if (!found && entry.record.pullRequest?.startsWith('http')) return;
  if (!found) await addTo(join(entry.folder, 'review', 'README.md'), text);
  await outbox.trialTold(id);
}

/** Without a forge the package is all that there is; where it is not, nobody reviews here. */
async function addTo(file: string, text: string): Promise<void> {
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before === undefined || before.includes(text)) return;
  await writeDurably(file, `${before.trimEnd()}\n\n${text}\n`);
}
