import { Failure } from '../failure.ts';
import { type Checkout, lastLine } from './git.ts';
import { limits } from './limits.ts';

/** One entry of a commit's tree. */
export interface TreeEntry {
  /** `100644`, `100755`, `120000` (a link) or `160000` (a submodule). */
  readonly mode: string;
  /** Name of the blob. */
  readonly id: string;
}

/** The files of one commit. */
export interface Tree {
  /** Full name of the commit. */
  readonly commit: string;
  /** By path below the root of the repository. */
  readonly entries: ReadonlyMap<string, TreeEntry>;
}

/** Gives the tree of a commit that the checkout has, or undefined. */
export async function treeAt(checkout: Checkout, revision: string): Promise<Tree | undefined> {
  const found = await checkout.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  if (found.code !== 0) return undefined;
  const commit = found.stdout.toString('utf8').trim();
  const listed = (await checkout.read(['ls-tree', '-r', '-z', '--full-tree', commit])).toString('utf8');
  const entries = new Map<string, TreeEntry>();
  for (const line of listed.split('\0')) {
    const tab = line.indexOf('\t');
    if (tab === -1) continue;
    const [mode = '', , id = ''] = line.slice(0, tab).split(' ');
    entries.set(line.slice(tab + 1), { mode, id });
  }
  return { commit, entries };
}

/** Gives the tree of the deployed commit, fetching the commit when the checkout lacks it. */
export async function deployedTree(checkout: Checkout, revision: string): Promise<Tree> {
  const tree = await treeAt(checkout, revision);
  if (tree !== undefined) return tree;
  const complaint = await fetchCommit(checkout, revision);
  const fetched = await treeAt(checkout, revision);
  if (fetched !== undefined) return fetched;
  throw new Failure('unknown_commit', `The deployed commit ${revision} is unknown to this checkout${complaint}.`, {
    hint: 'Fetch it (`git fetch`), use a checkout of the repository that was deployed, or correct SUTURE_REVISION.',
    exit: 'usage',
  });
}

/** Brings one commit into the object store; no ref, no FETCH_HEAD, no shallow file is written. */
async function fetchCommit(checkout: Checkout, revision: string): Promise<string> {
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(revision)) return '';
  const remotes = (await checkout.read(['remote'])).toString('utf8').split('\n').filter(Boolean);
  remotes.sort((a, b) => Number(b === 'origin') - Number(a === 'origin'));
  let complaint = ', which has no remote to ask';
  for (const remote of remotes) {
    const options = [
      '--no-write-fetch-head',
      '--no-tags',
      '--no-recurse-submodules',
      '--no-auto-maintenance',
      '--quiet',
    ];
    const { code, stderr } = await checkout.run(['fetch', ...options, '--refmap=', '--', remote, revision], {
      timeoutMs: limits.fetchMs,
    });
    if (code === 0) return '';
    complaint = `, and ${remote} does not give it (${lastLine(stderr) || 'no answer in time'})`;
  }
  return complaint;
}
