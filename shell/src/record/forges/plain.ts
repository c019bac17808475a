import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { syncFolder, writeDurably } from '../durable.ts';
import { patchRef } from '../git/patch-ref.ts';
import { remoteGit } from '../git/remote.ts';
import { gitBytes } from '../git/run.ts';
import { maxPlacings } from '../limits.ts';
import { requestBody, requestTitle } from '../request-text.ts';
import type { Asked, Forge, Opened } from './forge.ts';

/**
 * The forge that needs none: the request is the branch on the remote, and a review package in the outbox with
 * everything that somebody needs who merges by hand.
 */
export const plainGit: Forge = {
  kind: 'plain',
  async open(asked: Asked): Promise<Opened> {
    if (asked.upstream !== undefined) return { state: 'upstream' };
    return { state: 'open', address: await writeReview(asked) };
  },
};

/** Writes the review package of a patch into its entry, once; gives its address. */
export async function writeReview(asked: Asked): Promise<string> {
  const review = join(asked.entry.folder, 'review');
  const readme = readmeText(asked);
  const address = `${pathToFileURL(review).href}/`;
  if (await isPlaced(review, readme)) return address;
  const draft = join(asked.entry.folder, `.review-${randomBytes(6).toString('hex')}`);
  try {
    await mkdir(draft, { mode: 0o700 });
    for (const [file, content] of await contents(asked, readme)) await writeDurably(join(draft, file), content);
    await place(draft, review, readme);
    await syncFolder(asked.entry.folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return address;
}

/** Two shells may make the package at the same time: the first one stands, unless it is of another branch. */
async function place(draft: string, review: string, readme: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(draft, review);
      return;
    } catch (error) {
      if (await isPlaced(review, readme)) return;
      if (attempt === maxPlacings) throw error;
    }
    const old = `${draft}-old-${attempt}`;
    await rename(review, old).catch(() => {}); // another shell may have moved it
    await rm(old, { recursive: true, force: true });
  }
}

async function isPlaced(review: string, readme: string): Promise<boolean> {
  return (await readFile(join(review, 'README.md'), 'utf8').catch(() => '')) === readme;
}

async function contents(asked: Asked, readme: string): Promise<Map<string, string | Buffer>> {
  const { entry, repository, remote, commit, head } = asked;
  const { revision } = entry.origin;
  const plain = ['-c', 'diff.noprefix=false', '-c', 'diff.mnemonicPrefix=false', '-c', 'format.signature='];
  const form = ['--stdout', '--binary', '--full-index', '--no-ext-diff', '--no-textconv', '--no-attach', '--no-thread'];
  const patch = await gitBytes(repository, [
    ...plain,
    'format-patch',
    '-1',
    ...form,
    '--no-to',
    '--no-cc',
    '--no-cover-letter',
    `--base=${revision}`,
    commit,
  ]);
  const bundle = await gitBytes(repository, ['bundle', 'create', '--quiet', '-', patchRef(entry.id), `^${revision}`]);
  const files = new Map<string, string | Buffer>([
    ['0001.patch', patch],
    [`${entry.id.toLowerCase()}.bundle`, bundle],
  ]);
  // A script of git that wants perl, which a small installation may lack: the package is whole without it.
  const asking = await remoteGit(repository, remote, [
    'request-pull',
    head.commit === commit ? revision : `${head.commit}^`,
    remote.url,
    `${head.commit}:refs/heads/${head.branch}`,
  ]);
  if (asking.code === 0) files.set('request-pull.txt', asking.stdout);
  return files.set('README.md', readme);
}

function readmeText(asked: Asked): string {
  const { entry, remote, head, base } = asked;
  return `# ${requestTitle(entry.origin)}

The branch \`${head.branch}\` on \`${remote.url}\` wants to be merged into \`${base}\`.

Merge it:

    git fetch ${remote.url} ${head.branch}
    git checkout ${base}
    git merge ${head.commit}

Or, without the remote, from this folder:

    git am --3way 0001.patch
    git fetch ${entry.id.toLowerCase()}.bundle ${patchRef(entry.id)}

${requestBody(asked)}`;
}
