import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder that only this user can enter, and the folders above it; tells whether it made it. Not by
 * `recursive: true`, which never returns where a file system answers ENOENT to every name, as /proc does.
 */
export function makePrivateFolder(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })) return false;
  if (dirname(path) !== path) makePrivateFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
    return true;
  } catch (error) {
    // Another process was faster, or it is a link to nowhere: whoever uses it will see.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
