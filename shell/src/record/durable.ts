import { randomBytes } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Replaces a file as a whole: after a crash there is the old one or the new one, never a part. */
export async function writeDurably(file: string, data: string | Buffer): Promise<void> {
  const draft = await writeDraft(file, data);
  await rename(draft, file);
  await syncFolder(dirname(file));
}

/** Writes a file that nobody may change afterwards; false when it was there already. */
export async function writeOnce(file: string, data: string | Buffer): Promise<boolean> {
  const draft = await writeDraft(file, data);
  try {
    await link(draft, file);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'ENOSYS') throw error;
    // A file system without hard links: the last of several writers wins, and all of them write the same.
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(dirname(file));
  return true;
}

/** Makes the names in a folder survive a crash of the machine. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // Windows opens no folder for syncing; its renames are journalled.
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The `code` of an error of the system, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

async function writeDraft(file: string, data: string | Buffer): Promise<string> {
  const draft = join(dirname(file), `.draft-${randomBytes(6).toString('hex')}`);
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return draft;
}
