import { runChild } from '../../child.ts';
import { localGitMs } from '../limits.ts';
import { Setback } from '../setback.ts';

/** Where git runs: a folder and the environment of the person. */
export interface Place {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What one git command did. */
export interface GitResult {
  /** Exit code; -1 when a signal or the time limit ended it. */
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** What a git command is given beside its arguments. */
export interface GitOptions {
  readonly input?: string | Buffer;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
}

/** Variables of git that say how to reach and trust a remote; every other `GIT_*` could point git elsewhere. */
const inherited =
  /^GIT_(SSH|SSH_COMMAND|SSH_VARIANT|SSL_\w+|PROXY_\w+|HTTP_\w+|EXEC_PATH|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+))$/;

const settings = [
  'core.hooksPath=/dev/null', // no hook of the engineer's runs, `reference-transaction` included
  'core.fsmonitor=false',
  'core.splitIndex=false', // a split index would leave its shared half in the engineer's repository
  'index.sparse=false',
  'core.askPass=',
  'gc.auto=0',
  'maintenance.auto=false',
  'i18n.commitEncoding=UTF-8',
  'protocol.version=2', // version 0 refuses to fetch a commit by its name
  'submodule.recurse=false',
  'push.recurseSubmodules=no',
  'push.followTags=false',
  'push.gpgSign=false',
  'push.pushOption=',
];

/** The environment that git gets: the person's, without what would redirect git or make it ask questions. */
export function gitEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('GIT_') || inherited.test(name));
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS_REQUIRE: 'never',
    GCM_INTERACTIVE: 'never',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_LITERAL_PATHSPECS: '1',
  };
}

/** Runs git without a shell, a terminal or a question; any exit code is a result. */
export async function git(place: Place, args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  const timeoutMs = options.timeoutMs ?? localGitMs;
  const words = [...settings.flatMap((setting) => ['-c', setting]), ...args];
  const env = { ...gitEnvironment(place.env), ...options.env };
  try {
    const how = { cwd: place.folder, env, input: options.input, timeoutMs };
    const { code, stdout, stderr, over } = await runChild('git', words, how);
    const late = over === 'time' ? `\nfatal: git did not finish within ${timeoutMs / 1000} s\n` : '';
    return { code, stdout, stderr: stderr + late };
  } catch (error) {
    throw new Setback('no_git', 'git cannot be started.', {
      hint: 'Install git 2.30 or later, and see that it is in PATH.',
      exit: 'usage',
      cause: error,
    });
  }
}

/** Runs a git command that must succeed; gives what it printed, as bytes. */
export async function gitBytes(place: Place, args: readonly string[], options?: GitOptions): Promise<Buffer> {
  const result = await git(place, args, options);
  if (result.code === 0) return result.stdout;
  throw new Setback('git_failed', `git ${args[0]} failed: ${lastWords(result.stderr)}`, {
    hint: `It ran in ${place.folder}; the patch stays in the outbox. \`suture outbox --retry\` tries again.`,
  });
}

/** Runs a git command that must succeed; gives what it printed, without the last line end. */
export async function gitText(place: Place, args: readonly string[], options?: GitOptions): Promise<string> {
  return (await gitBytes(place, args, options)).toString('utf8').replace(/\r?\n$/, '');
}

/** The part of git's complaint that says what is wrong, in one line. */
export function lastWords(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const fatal = lines
    .filter((line) => /^(fatal|error):/.test(line))
    .map((line) => line.replace(/^(fatal|error): /, ''));
  const words = fatal.length > 0 ? fatal : lines.filter((line) => line !== '' && !line.startsWith('hint:')).slice(-2);
  return words.length > 0 ? words.join(' ').slice(0, 600) : 'it gave no reason.';
}
