import { rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { staleLockMs } from '../limits.ts';
import { Setback } from '../setback.ts';
import { idTrailer } from './message.ts';
import type { Repository } from './repository.ts';
import { git, gitText, lastWords } from './run.ts';

/** The ref that keeps the commit of a patch from being collected; it is no branch and is never checked out. */
export function patchRef(id: string): string {
  return `refs/suture/${id}`;
}

/** Creates the ref, or takes what is there when another shell was quicker. */
export async function keep(repository: Repository, id: string, commit: string): Promise<string> {
  const ref = patchRef(id);
  for (let round = 1; ; round++) {
    const made = await git(repository, [
      'update-ref',
      '--no-deref',
      '-m',
      'suture: record',
      ref,
      commit,
      '0'.repeat(commit.length),
    ]);
    const there = await git(repository, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
    const found = there.stdout.toString('utf8').trim();
    if (found === commit) return commit;
    if (found !== '') return await owned(repository, id, found);
    if (round === 1 && (await removeStaleLock(repository, ref))) continue;
    throw new Setback('git_failed', `git update-ref failed: ${lastWords(made.stderr)}`, {
      hint: `The patch stays in the outbox; \`suture outbox --retry\` tries again.`,
      again: { later: true },
    });
  }
}

/** What is at the ref of a patch must be the patch. */
export async function owned(repository: Repository, id: string, found: string): Promise<string> {
  const ref = patchRef(id);
  const trailer = await gitText(repository, ['log', '-1', `--format=%(trailers:key=${idTrailer},valueonly)`, found]);
  if (trailer.trim() === id) return found;
  throw new Setback('ref_taken', `${ref} holds another commit: ${found}.`, {
    hint: `Look at it with \`git show ${found}\`; delete the ref if it is nothing of yours, then \`suture outbox --retry\`.`,
  });
}

/** A git that was killed leaves its lock on the ref for ever. Nobody but Suture writes these refs, and never for long. */
async function removeStaleLock(repository: Repository, ref: string): Promise<boolean> {
  const path = await gitText(repository, ['rev-parse', '--git-path', `${ref}.lock`]);
  const lock = resolve(repository.folder, path);
  const found = await stat(lock).catch(() => undefined);
  if (!found || Date.now() - found.mtimeMs < staleLockMs) return false;
  await rm(lock, { force: true });
  return true;
}
