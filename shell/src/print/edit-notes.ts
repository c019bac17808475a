import type { PreparedEdit } from '../source/prepared.ts';
import { sanitizeLine } from './sanitize.ts';

/** Says which changed files are not loaded, and which are not even recorded. */
export function editNotes({
  leftOut,
  recordOnly,
  imported,
}: Pick<PreparedEdit, 'leftOut' | 'recordOnly' | 'imported'>): string[] {
  const list = (paths: readonly string[]) => sanitizeLine(paths.join(', '));
  return [
    ...(imported.length > 0
      ? [`Note: new, imported and recorded with the patch; the process reads it from its own disk: ${list(imported)}.`]
      : []),
    ...(recordOnly.length > 0 ? [`Note: in the record alone, the process does not get it: ${list(recordOnly)}.`] : []),
    ...(leftOut.length > 0
      ? [`Note: left out, since it is no code: ${list(leftOut)}. Name it together with the code to have it recorded.`]
      : []),
  ];
}
