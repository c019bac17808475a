import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { checkoutOf } from '../change/checkout.ts';
import { Failure } from '../failure.ts';
import type { EditRequest } from '../source/prepare.ts';
import type { Invocation } from './invocation.ts';

/** Reads what FILES and `--diff` name: the edit that `plan` and `patch` are about. */
export async function readEdit(
  invocation: Invocation,
  files: readonly string[],
  options: { readonly diff?: string; readonly typeCheck: boolean },
): Promise<EditRequest> {
  const { cwd } = invocation;
  if (options.diff !== undefined && files.length > 0) {
    throw new Failure('bad_edit', 'FILES and --diff cannot be given together.', {
      hint: 'Name the files of the working tree, or one diff.',
      exit: 'usage',
    });
  }
  const diff = options.diff === undefined ? {} : { diff: await findDiff(cwd, options.diff) };
  const paths = files.map((file) => resolve(cwd, file));
  return { checkout: await checkoutOf(cwd), files: paths, ...diff, typeCheck: options.typeCheck };
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
