import type { PatchOrigin } from '@suture/protocol/patch.js';
import { Setback } from '../setback.ts';
import { listedAt, textAt } from './at-commit.ts';
import { type Person, personOf } from './person.ts';
import { type Repository, isOn } from './repository.ts';
import { git, lastWords } from './run.ts';

/** Makes a commit object as the author of a patch, signed when the person signs; gives its name. */
export async function writeCommit(
  repository: Repository,
  origin: PatchOrigin,
  commit: { readonly tree: string; readonly parent: string; readonly message: string },
): Promise<string> {
  // `commit-tree` does not follow commit.gpgSign by itself.
  const signs = isOn(repository, 'suture.sign') ?? isOn(repository, 'commit.gpgsign') ?? false;
  const { code, stdout, stderr } = await git(
    repository,
    ['commit-tree', ...(signs ? ['-S'] : []), commit.tree, '-p', commit.parent, '-F', '-'],
    { input: commit.message, env: identity(personOf(origin), origin) },
  );
  if (code === 0) return stdout.toString('utf8').trim();
  if (signs)
    throw new Setback('signing_failed', `The commit cannot be signed: ${lastWords(stderr)}`, {
      hint: 'Unlock the key, then `suture outbox --retry`; or leave this repository unsigned with `git config suture.sign false`.',
    });
  throw new Setback('git_failed', `git commit-tree failed: ${lastWords(stderr)}`, {
    hint: `It ran in ${repository.folder}; the patch stays in the outbox. \`suture outbox --retry\` tries again.`,
  });
}

/** The name for `Signed-off-by`, when the person or the repository asks for one: it must be the author's. */
export async function signOffOf(repository: Repository, origin: PatchOrigin): Promise<string | undefined> {
  const wanted =
    isOn(repository, 'suture.signoff') ??
    ((isOn(repository, 'format.signoff') ?? false) || (await asksForSignOff(repository, origin.revision)));
  const { name, email } = personOf(origin);
  return wanted ? `${name} <${email}>` : undefined;
}

/** A repository asks for it with a DCO file, the setting of the DCO check, or in its rules for contributors. */
async function asksForSignOff(repository: Repository, revision: string): Promise<boolean> {
  const files = await listedAt(repository, revision, ['.github/', 'docs/']);
  if (files.some((path) => /^(DCO(\.(txt|md))?|\.github\/dco\.yml)$/i.test(path))) return true;
  for (const path of files.filter((file) => /(^|^\.github\/|^docs\/)CONTRIBUTING(\.\w+)?$/i.test(file))) {
    const rules = await textAt(repository, revision, path);
    if (/signed-off-by|developer certificate of origin/i.test(rules)) return true;
  }
  return false;
}

function identity({ name, email }: Person, origin: PatchOrigin): NodeJS.ProcessEnv {
  const seconds = Math.floor(Date.parse(origin.at) / 1000);
  if (!Number.isSafeInteger(seconds) || seconds < 0)
    throw new Setback(
      'bad_patch',
      `The patch cannot become a commit: its date ${JSON.stringify(origin.at)} is no date.`,
      {
        hint: 'The entry stays in the outbox with its diff; commit it by hand, or abandon it.',
      },
    );
  const date = `@${seconds} +0000`;
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
}
