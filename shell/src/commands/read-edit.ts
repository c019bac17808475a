import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { checkoutOf } from '../change/checkout.ts';
import { Failure } from '../failure.ts';
import type { EditRequest } from '../source/prepare.ts';
import type { EditOptions } from './edit-options.ts';
import type { Invocation } from './invocation.ts';

/** Reads what FILES, `--diff` and `--reviewed` name: the edit that `plan` and `patch` are about. `why` is what it is for, where that is known. */
export async function readEdit(
  invocation: Invocation,
  files: readonly string[],
  options: EditOptions & { readonly typeCheck: boolean },
): Promise<EditRequest & { readonly why?: string }> {
  const { cwd } = invocation;
  const given = [files.length > 0, options.diff !== undefined, options.reviewed !== undefined].filter(Boolean).length;
  if (given > 1) {
    throw new Failure('bad_edit', 'FILES, --diff and --reviewed cannot be given together.', {
      hint: 'Name the files of the working tree, or one diff, or one patch.',
      exit: 'usage',
    });
  }
  const checkout = await checkoutOf(cwd);
  if (options.reviewed !== undefined) {
    const reviewed = await readReviewedPatch(invocation, checkout, options.reviewed);
    return { checkout, files: [], ...reviewed, typeCheck: options.typeCheck };
  }
  const diff = options.diff === undefined ? {} : { diff: await findDiff(cwd, options.diff) };
  const paths = files.map((file) => resolve(cwd, file));
  return { checkout, files: paths, ...diff, typeCheck: options.typeCheck };
}

/** Looks at the request as it is now; what people have changed beside the files of the patch is told. */
async function readReviewedPatch(
  invocation: Invocation,
  checkout: string,
  prefix: string,
): Promise<Pick<EditRequest, 'reviewed'> & { readonly why: string }> {
  const [{ findPatch }, { lookAgainAt }, { readReviewed }, { sanitizeLine }] = await Promise.all([
    import('../change/roll-back.ts'),
    import('../change/look-again.ts'),
    import('../record/in-review.ts'),
    import('../print/sanitize.ts'),
  ]);
  const channel = await invocation.open();
  const { id, why } = await findPatch(channel, prefix);
  await lookAgainAt(invocation, [channel]);
  const { record } = await findPatch(channel, id);
  const origin = await channel.call('origin', { id });
  const { files, others } = await readReviewed(checkout, { id, record, origin }, { env: invocation.env });
  if (others.length > 0)
    invocation.output.note(
      `Note: changed in review as well, and not part of this: ${others.map(sanitizeLine).join(', ')}`,
    );
  return { reviewed: { files, request: record.pullRequest }, why: `As reviewed: ${why}` };
}

async function findDiff(cwd: string, file: string): Promise<string> {
  const path = file === '-' ? '/dev/stdin' : resolve(cwd, file);
  try {
    await access(path);
    return path;
  } catch (error) {
    throw new Failure('bad_edit', `The diff cannot be read: ${(error as Error).message}.`, {
      hint: 'Give the path of a unified diff, or - for standard input.',
      exit: 'usage',
      cause: error,
    });
  }
}
