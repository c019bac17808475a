import { openCheckout } from './git.ts';
import { limits } from './limits.ts';
import { deployedTree, type Tree } from './tree.ts';

/** Gives the tree at the tip of the remote's default branch, as the remote has it now; undefined when it cannot be told. */
export async function defaultBranch(folder: string): Promise<Tree | undefined> {
  const checkout = await openCheckout(folder);
  const remotes = (await checkout.read(['remote'])).toString('utf8').split('\n').filter(Boolean);
  const remote = remotes.includes('origin') ? 'origin' : remotes[0];
  if (remote === undefined) return undefined;
  const told = await checkout.run(['ls-remote', '--', remote, 'HEAD'], { timeoutMs: limits.fetchMs });
  const [commit = ''] = told.stdout.toString('utf8').split('\t');
  if (told.code !== 0 || !/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(commit)) return undefined;
  try {
    return await deployedTree(checkout, commit);
  } catch {
    return undefined;
  }
}
