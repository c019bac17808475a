import { rmSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs work with a temporary folder that is gone afterwards, also when the work fails or the shell is told to exit. */
export async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  // The real path: compilers print real paths, and those are cut off again.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'suture-source-')));
  const atExit = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', atExit);
  try {
    return await work(folder);
  } finally {
    process.off('exit', atExit);
    // Work that failed may leave a child that still writes for a moment.
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
