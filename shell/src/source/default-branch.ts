import { chooseRemote } from '../record/git/remote.ts';
import { type Checkout, openCheckout } from './git.ts';
import { limits } from './limits.ts';
import { deployedTree, type Tree } from './tree.ts';

/**
 * Gives the tree at the tip of the branch that records go to, as the remote has it now: `suture.base` of git config, else what HEAD names
 * there; undefined when it cannot be told.
 */
export async function defaultBranch(folder: string): Promise<Tree | undefined> {
  const checkout = await openCheckout(folder);
  const remotes = (await checkout.read(['remote'])).toString('utf8').split('\n').filter(Boolean);
  const remote = chooseRemote(remotes, await setting(checkout, 'suture.remote'));
  if (remote === undefined) return undefined;
  const base = await setting(checkout, 'suture.base');
  const ref = base === undefined ? 'HEAD' : `refs/heads/${base}`;
  const told = await checkout.run(['ls-remote', '--', remote, ref], { timeoutMs: limits.fetchMs });
  const [commit = ''] = told.stdout.toString('utf8').split('\t');
  if (told.code !== 0 || !/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(commit)) return undefined;
  try {
    return await deployedTree(checkout, commit);
  } catch {
    return undefined;
  }
}

async function setting(checkout: Checkout, name: string): Promise<string | undefined> {
  const { code, stdout } = await checkout.run(['config', '--get', name]);
  return code === 0 ? stdout.toString('utf8').trim() : undefined;
}
