import { join } from 'node:path';
import { Setback } from './setback.ts';
import { reasonOf } from '../reason-of.ts';

/** The failure of asking for a patch that the outbox does not hold. */
export function noEntry(id: string, folder: string): Setback {
  return new Setback('no_entry', `The outbox holds no patch ${id}.`, {
    hint: `\`suture outbox\` lists them; damaged ones are kept in ${join(folder, 'aside')}.`,
    exit: 'usage',
  });
}

/** The failure of an outbox that cannot be read or written. */
export function unusable(folder: string, cause: unknown): Setback {
  const why = reasonOf(cause);
  const isFull = /^(ENOSPC|EDQUOT)/.test(why);
  return new Setback('outbox_unwritable', `The outbox cannot be used: ${why}`, {
    hint: `${isFull ? `Make room for ${folder}, or point XDG_STATE_HOME at another disk` : `Make ${folder} writable, or point XDG_STATE_HOME at a folder that is`}.`,
    exit: 'usage',
    cause,
  });
}

/** Tells whether the system refused something, as opposed to a bug. */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'errno' in error;
}
