import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../failure.ts';
import { type Finished, runChild } from './child.ts';
import { limits } from './limits.ts';

/** Variables that would point git somewhere else, as they do when a hook starts the shell. */
const redirects = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
  'GIT_COMMON_DIR',
  'GIT_QUARANTINE_PATH',
];

/** How one git command is run. */
export interface GitOptions {
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly input?: Buffer | string | undefined;
  readonly timeoutMs?: number | undefined;
}

/** The engineer's checkout, read and never written: no index, no ref, no file of it changes. */
export interface Checkout {
  /** Real path of the top folder. */
  readonly root: string;
  /** The folder that was named, from which relative paths count; real path. */
  readonly folder: string;
  /** Where the objects are stored. */
  readonly objects: string;
  /** Runs git and gives whatever came out. */
  run(args: readonly string[], options?: GitOptions): Promise<Finished>;
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

async function run(cwd: string, args: readonly string[], options: GitOptions = {}): Promise<Finished> {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const name of redirects) delete env[name];
  Object.assign(env, { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' }, options.env);
  // Hooks and the file system monitor of the engineer would run at commands that only read.
  const quiet = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false'];
  try {
    return await runChild('git', [...quiet, ...args], {
      cwd,
      env,
      input: options.input,
      timeoutMs: options.timeoutMs ?? limits.gitMs,
    });
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const why = missing ? `git cannot be run in ${cwd}.` : `git could not be started: ${(error as Error).message}`;
    throw new Failure('git_failed', why, {
      hint: 'Check that the folder exists and that git 2.39 or newer is on the PATH.',
      exit: 'usage',
      cause: error,
    });
  }
}

/** Gives the last line of what git said, which is where it names the reason. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
