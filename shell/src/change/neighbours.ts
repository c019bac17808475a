import type { Channel } from '../connect/channel.ts';

/** A live patch of files that somebody else is about to change. */
export interface Neighbour {
  readonly id: string;
  readonly author: string;
  readonly why: string;
  readonly paths: readonly string[];
  /** As `git diff` prints it. */
  readonly diff: string;
}

/** Finds the live patches that change a file for which `concerns` says so. */
export async function neighbours(channel: Channel, concerns: (path: string) => boolean): Promise<Neighbour[]> {
  const found: Neighbour[] = [];
  for (const { id, state, author, why } of await channel.call('patches', {})) {
    if (state !== 'live') continue;
    const { files, diff } = await channel.call('origin', { id });
    const paths = files.map(({ path }) => path).filter(concerns);
    if (paths.length > 0) found.push({ id, author, why, paths, diff: Buffer.from(diff, 'base64').toString('utf8') });
  }
  return found;
}
