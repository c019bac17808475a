import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PatchOrigin, SourceFile } from '@suture/protocol/patch.js';
import { Setback } from '../setback.ts';
import { type Entry, entryAt } from './at-commit.ts';
import { type Carried, commitMessage } from './message.ts';
import { keep, owned, patchRef } from './patch-ref.ts';
import type { Repository } from './repository.ts';
import { git, gitBytes, gitText } from './run.ts';
import { signOffOf, writeCommit } from './sign.ts';

/**
 * Makes the commit of a patch on top of the deployed one, and gives its object name. The same origin gives the same
 * commit, whoever makes it and however often. Touches nothing but the object store and `refs/suture/<id>`.
 */
export async function commitPatch(repository: Repository, id: string, origin: PatchOrigin): Promise<string> {
  const tree = await patchedTree(repository, origin);
  const known = await git(repository, ['rev-parse', '--verify', '--quiet', `${patchRef(id)}^{commit}`]);
  // A signature may be another one each time: what was made stands.
  if (known.code === 0) return await owned(repository, id, known.stdout.toString('utf8').trim());
  const message = commitMessage(id, origin, { signOff: await signOffOf(repository, origin) });
  const commit = await writeCommit(repository, origin, { tree, parent: origin.revision, message });
  return await keep(repository, id, commit);
}

/** Makes the commit of a patch that was carried over to a base. */
export async function commitCarried(
  repository: Repository,
  id: string,
  origin: PatchOrigin,
  onto: Carried & { readonly tip: string; readonly tree: string },
): Promise<string> {
  const message = commitMessage(id, origin, { signOff: await signOffOf(repository, origin), carried: onto });
  return await writeCommit(repository, origin, { tree: onto.tree, parent: onto.tip, message });
}

async function patchedTree(repository: Repository, origin: PatchOrigin): Promise<string> {
  if (origin.files.length === 0) throw badPatch('it changes no file of the repository');
  const folder = await mkdtemp(join(tmpdir(), 'suture-index-'));
  const env = { GIT_INDEX_FILE: join(folder, 'index') };
  try {
    await gitBytes(repository, ['read-tree', origin.revision], { env });
    const lines: string[] = [];
    for (const file of origin.files) lines.push(await indexLine(repository, origin.revision, file));
    await gitBytes(repository, ['update-index', '-z', '--index-info'], { env, input: lines.join('') });
    // Without the option git looks for every file of the tree, which a partial clone would fetch one and all.
    const tree = await gitText(repository, ['write-tree', '--missing-ok'], { env });
    if (tree === (await gitText(repository, ['rev-parse', `${origin.revision}^{tree}`])))
      throw badPatch('it leaves every file as it was deployed');
    return tree;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function indexLine(repository: Repository, revision: string, file: SourceFile): Promise<string> {
  const parts = file.path.split('/');
  if (file.path.includes('\0') || parts.some((part) => part === '' || part === '.' || part === '..'))
    throw badPatch(`${JSON.stringify(file.path)} is not a path of the repository`);
  const deployed = await entryAt(repository, revision, file.path);
  await sameAsDeployed(repository, revision, file, deployed);
  const absent = '0'.repeat(revision.length);
  if (file.after === null) return `0 ${absent}\t${file.path}\0`;
  const bytes = Buffer.from(file.after, 'base64');
  const blob = await gitText(repository, ['hash-object', '-w', '--no-filters', '--stdin'], { input: bytes });
  return `${deployed?.mode ?? '100644'} ${blob}\t${file.path}\0`;
}

/** The commit must say what happened: the edit was made from the deployed bytes, or it is another edit. */
async function sameAsDeployed(
  repository: Repository,
  revision: string,
  file: SourceFile,
  deployed: Entry | undefined,
): Promise<void> {
  if (deployed && deployed.mode !== '100644' && deployed.mode !== '100755')
    throw badPatch(`${file.path} is no regular file in the deployed commit (mode ${deployed.mode})`);
  const bytes = deployed && (await gitBytes(repository, ['cat-file', 'blob', deployed.blob]));
  const before = file.before === null ? undefined : Buffer.from(file.before, 'base64');
  if (bytes === undefined ? before === undefined : before?.equals(bytes)) return;
  throw new Setback('deployed_differs', `${file.path} at ${revision.slice(0, 12)} is not the file that was patched.`, {
    hint: 'The bytes stay in the outbox. Check that SUTURE_REVISION of the service names the commit it was built from.',
  });
}

function badPatch(why: string): Setback {
  return new Setback('bad_patch', `The patch cannot become a commit: ${why}.`, {
    hint: 'The entry stays in the outbox with its diff; commit it by hand, or abandon it.',
  });
}
