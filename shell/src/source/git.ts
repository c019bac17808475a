import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../failure.ts';
import { git, type GitOptions, type GitResult } from '../record/git/run.ts';

/** The engineer's checkout, read and never written: no index, no ref, no file of it changes. */
export interface Checkout {
  /** Real path of the top folder. */
  readonly root: string;
  /** The folder that was named, from which relative paths count; real path. */
  readonly folder: string;
  /** Where the objects are stored. */
  readonly objects: string;
  /** Runs git and gives whatever came out. */
  run(args: readonly string[], options?: GitOptions): Promise<GitResult>;
  /** Runs git and gives its output; an exit code other than 0 is a bug or a broken repository. */
  read(args: readonly string[], options?: GitOptions): Promise<Buffer>;
}

/** Opens the repository that holds a folder. */
export async function openCheckout(folder: string): Promise<Checkout> {
  const named = await realpath(folder).catch(() => resolve(folder));
  const found = await run(named, ['rev-parse', '--show-toplevel', '--git-path', 'objects']);
  if (found.code !== 0) {
    throw new Failure('no_checkout', `${folder} is not in a git checkout: ${lastLine(found.stderr)}`, {
      hint: 'Run suture inside a checkout of the service, or name one with --checkout.',
      exit: 'usage',
    });
  }
  const [root = '', objects = ''] = found.stdout.toString('utf8').split('\n');
  return {
    root: await realpath(root),
    folder: named,
    objects: resolve(named, objects),
    run: (args, options) => run(root, args, options),
    read: (args, options) => read(root, args, options),
  };
}

async function read(root: string, args: readonly string[], options?: GitOptions): Promise<Buffer> {
  const { code, stdout, stderr } = await run(root, args, options);
  if (code === 0) return stdout;
  throw new Failure('git_failed', `git ${args[0]} failed in ${root} (${code}): ${lastLine(stderr)}`, {
    hint: 'Run `git fsck` in the checkout, or use a fresh clone.',
    exit: 'usage',
  });
}

function run(folder: string, args: readonly string[], options?: GitOptions): Promise<GitResult> {
  return git({ folder, env: process.env }, args, options);
}

/** Gives the last line of what git said, which is where it names the reason. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
