import { Failure } from '../failure.ts';
import { git } from '../record/git/run.ts';
import { askGit } from './ask-git.ts';

/** Finds the root of the git checkout that a folder is in; undefined outside of one. */
export async function findCheckout(folder: string): Promise<string | undefined> {
  return (await askGit(folder, ['rev-parse', '--show-toplevel'])) || undefined;
}

/** Gives the root of the checkout that a folder is in, or fails with what to do. */
export async function checkoutOf(folder: string): Promise<string> {
  const { code, stdout, stderr } = await git({ folder, env: process.env }, ['rev-parse', '--show-toplevel']);
  const root = stdout.toString('utf8').replace(/\r?\n$/, '');
  if (code === 0 && root !== '') return root;
  const [owned] = /git config --global --add safe\.directory .+/.exec(stderr) ?? [];
  if (owned !== undefined) {
    throw new Failure('no_checkout', `${folder} is in a git checkout that belongs to another user.`, {
      hint: `If you trust it: \`${owned}\`. Nothing was done.`,
      exit: 'usage',
    });
  }
  throw new Failure('no_checkout', `${folder} is not in a git checkout.`, {
    hint: 'Run this in a checkout of the service: the edit and its record are made there.',
    exit: 'usage',
  });
}

/** Says whether a checkout holds a commit. */
export async function holdsCommit(checkout: string, revision: string): Promise<boolean> {
  return (await askGit(checkout, ['cat-file', '-e', `${revision}^{commit}`])) !== undefined;
}
