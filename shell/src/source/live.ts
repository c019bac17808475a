import type { SourceFile } from '@suture/protocol/patch.js';
import { bytesOf } from './bytes-of.ts';
import type { SourceChannel } from './source-channel.ts';

/** What a live patch changed in the repository. */
export interface LiveChange {
  /** `name <email>`. */
  readonly author: string;
  readonly files: readonly SourceFile[];
}

/** Asks the process what its live patches changed, the oldest first. */
export async function liveChanges(channel: SourceChannel, patches: number): Promise<LiveChange[]> {
  if (patches === 0) return [];
  const changes: LiveChange[] = [];
  for (const { id, state, author } of await channel.call('patches', {})) {
    if (state !== 'live') continue;
    const { files } = await channel.call('origin', { id });
    changes.push({ author, files });
  }
  return changes;
}

/**
 * Gives the repository files that live patches changed, as they run now; null for one that a patch removed.
 * Each patch holds the files with all patches before it, so the newest one is what runs.
 */
export function liveFiles(changes: readonly LiveChange[]): Map<string, Buffer | null> {
  return new Map(changes.flatMap(({ files }) => files.map(({ path, after }) => [path, bytesOf(after)] as const)));
}

/** Gives the files that live patches of somebody else changed; the email says who one is. */
export function filesOfOthers(changes: readonly LiveChange[], email: string): Set<string> {
  const others = changes.filter(({ author }) => !author.endsWith(`<${email}>`));
  return new Set(others.flatMap(({ files }) => files.map(({ path }) => path)));
}
