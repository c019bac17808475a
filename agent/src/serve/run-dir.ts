import { chmodSync, lstatSync } from 'node:fs';
import { makePrivateFolder } from '../private-folder.ts';

/** Whether the folder of sockets can be used; the message names what is wrong. */
export type RunDir = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** Makes the folder of sockets, or checks that it is this user's own and nobody else can enter it. */
export function prepareRunDir(path: string, uid: number | undefined = process.getuid?.()): RunDir {
  try {
    // The umask may have taken more away than others' rights.
    if (makePrivateFolder(path)) chmodSync(path, 0o700);
    const found = lstatSync(path);
    if (found.isSymbolicLink()) return { ok: false, message: 'it is a symbolic link' };
    if (!found.isDirectory()) return { ok: false, message: 'it is no folder' };
    if (uid !== undefined && found.uid !== uid) return { ok: false, message: `it belongs to user ${found.uid}` };
    if ((found.mode & 0o077) !== 0) {
      return { ok: false, message: `its mode is ${(found.mode & 0o777).toString(8)}, so others can enter it` };
    }
    return { ok: true };
  } catch (error) {
    return { ok: false, message: (error as Error).message };
  }
}
