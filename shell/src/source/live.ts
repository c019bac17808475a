import type { SourceChannel } from './source-channel.ts';

/**
 * Gives the repository files that live patches changed, as they run now; null for one that a patch removed.
 * Each patch holds the files with all patches before it, so the newest one is what runs.
 */
export async function liveFiles(channel: SourceChannel, patches: number): Promise<Map<string, Buffer | null>> {
  const files = new Map<string, Buffer | null>();
  if (patches === 0) return files;
  for (const patch of await channel.call('patches', {})) {
    if (patch.state !== 'live') continue;
    const origin = await channel.call('origin', { id: patch.id });
    for (const file of origin.files)
      files.set(file.path, file.after === null ? null : Buffer.from(file.after, 'base64'));
  }
  return files;
}

/** Gives the files that live patches of somebody else changed; the email says who one is. */
export async function filesOfOthers(channel: SourceChannel, patches: number, email: string): Promise<Set<string>> {
  const files = new Set<string>();
  if (patches === 0) return files;
  for (const patch of await channel.call('patches', {})) {
    if (patch.state !== 'live' || patch.author.endsWith(`<${email}>`)) continue;
    const origin = await channel.call('origin', { id: patch.id });
    for (const file of origin.files) files.add(file.path);
  }
  return files;
}
