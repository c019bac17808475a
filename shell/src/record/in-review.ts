import type { PatchOrigin, PatchRecord } from '@suture/protocol/patch.js';
import { Failure } from '../failure.ts';
import type { EditedFile } from '../source/edited-file.ts';
import { type Entry, entryAt } from './git/at-commit.ts';
import { fetchObject, hasCommit } from './git/deployed.ts';
import { idTrailer } from './git/message.ts';
import type { Remote } from './git/remote.ts';
import { type Repository, openRepository } from './git/repository.ts';
import { git } from './git/run.ts';
import { Route } from './route.ts';

/** A patch whose request has come to be on a forge. */
export interface Requested {
  readonly id: string;
  readonly record: PatchRecord;
  readonly origin: Pick<PatchOrigin, 'files'>;
}

/** What people have made of a patch in review. */
export interface Reviewed {
  /** The files of the patch: from what was loaded, or carried over, to what the request has now. */
  readonly files: readonly EditedFile[];
  /** Other files that people have changed on the branch. */
  readonly others: readonly string[];
}

/** Gives the tip of the request when the files of the patch are others there than those that run. */
export async function changedInReview(
  repository: Repository,
  remote: Remote,
  patch: Requested,
  tip: string,
): Promise<string | undefined> {
  if (tip === patch.record.commit) return undefined;
  if (!(await hasCommit(repository, tip))) await fetchObject(repository, remote, tip);
  if (!(await hasCommit(repository, tip))) return undefined;
  const from = await startOfReview(repository, patch, tip);
  const paths = patch.origin.files.map(({ path }) => path);
  const { code } = await git(repository, ['diff', '--quiet', '--no-ext-diff', from, tip, '--', ...paths]);
  return code === 1 ? tip : undefined;
}

/** Reads the version of a patch that people have made in review; fetches it when the checkout lacks it. */
export async function readReviewed(
  checkout: string,
  patch: Requested,
  { env, fetch = globalThis.fetch }: { env: NodeJS.ProcessEnv; fetch?: typeof globalThis.fetch },
): Promise<Reviewed> {
  const tip = patch.record.reviewed;
  if (tip === undefined) throw notChanged(patch);
  const repository = await openRepository(checkout, env);
  if (!(await hasCommit(repository, tip))) {
    const why = await fetchObject(repository, await new Route(repository, fetch).remote(), tip);
    if (!(await hasCommit(repository, tip))) throw notThere(tip, why);
  }
  const from = await startOfReview(repository, patch, tip);
  const paths = patch.origin.files.map(({ path }) => path);
  const files = await Promise.all(paths.map((path) => readFile(repository, from, tip, path)));
  const list = ['log', '--first-parent', '--no-merges', '--no-renames', '--name-only', '-z', '--format='];
  const { stdout } = await git(repository, [...list, `${from}..${tip}`]);
  const named = new Set(
    stdout
      .toString('utf8')
      .split(/[\0\n]/)
      .filter(Boolean),
  );
  return { files, others: [...named].filter((path) => !paths.includes(path)).sort() };
}

/** The commit below what people have put on top: the one that ran, or the one that was carried over from it. */
async function startOfReview(repository: Repository, { id, record }: Requested, tip: string): Promise<string> {
  const { commit = '' } = record;
  if ((await git(repository, ['merge-base', '--is-ancestor', commit, tip])).code === 0) return commit;
  const format = `--format=%H %(trailers:key=${idTrailer},valueonly,separator=%x20) %(trailers:key=Suture-Ran,valueonly,separator=%x20)`;
  const { stdout } = await git(repository, ['log', '--max-count=200', format, tip]);
  const carried = stdout
    .toString('utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .find(([, owner, ran]) => owner === id && ran);
  return carried?.[0] ?? commit;
}

async function readFile(repository: Repository, from: string, tip: string, path: string): Promise<EditedFile> {
  const [before, after] = await Promise.all([entryAt(repository, from, path), entryAt(repository, tip, path)]);
  const [base, edited] = await Promise.all([contentOf(repository, from, before), contentOf(repository, tip, after)]);
  return { path, mode: (before ?? after)?.mode ?? '100644', base, edited };
}

async function contentOf(repository: Repository, commit: string, entry: Entry | undefined): Promise<Buffer | null> {
  if (entry === undefined) return null;
  const { code, stdout, stderr } = await git(repository, ['cat-file', 'blob', entry.blob]);
  if (code !== 0) throw notThere(commit, stderr.trim());
  return stdout;
}

function notChanged({ id, record }: Requested): Failure {
  return new Failure('not_changed_in_review', `Nobody has changed patch ${id} in review, as far as is known.`, {
    hint: `What runs is what its request has${record.pullRequest === undefined ? '' : `: ${record.pullRequest}`}.`,
    exit: 'no',
  });
}

function notThere(commit: string, why: string): Failure {
  return new Failure('reviewed_unknown', `The commit ${commit} cannot be read${why === '' ? '' : `: ${why}`}.`, {
    hint: 'Fetch the branch of the request in this checkout, then try again.',
    exit: 'no',
  });
}
