import type { PatchOrigin } from '@suture/protocol/patch.js';
import { Failure } from '../failure.ts';
import { askGit } from './ask-git.ts';

/** Gives who git says that one is in a folder; undefined when it does not know. */
export async function personOf(folder: string): Promise<PatchOrigin['author'] | undefined> {
  const [name, email] = await Promise.all([
    askGit(folder, ['config', '--get', 'user.name']),
    askGit(folder, ['config', '--get', 'user.email']),
  ]);
  return name && email ? { name, email } : undefined;
}

/** Gives the name and email that git knows for a checkout: the author of the record. */
export async function authorOf(checkout: string): Promise<PatchOrigin['author']> {
  const [name, email] = await Promise.all([
    askGit(checkout, ['config', '--get', 'user.name']),
    askGit(checkout, ['config', '--get', 'user.email']),
  ]);
  if (name && email) return { name, email };
  const missing = name ? 'user.email' : 'user.name';
  throw new Failure('no_author', `git does not know ${missing}, and the record of a patch needs an author.`, {
    hint: `Set it, for example: git config ${missing} "${name ? 'you@example.org' : 'Your Name'}".`,
    exit: 'usage',
  });
}
