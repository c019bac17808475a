import { runChild } from '../../child.ts';
import { credentialArguments, type Login } from '../credentials.ts';
import { helperMs, lookMs, remoteGitMs } from '../limits.ts';
import { Setback } from '../setback.ts';
import { type RemoteAddress, remoteAddress } from './remote-address.ts';
import type { Repository } from './repository.ts';
import { type GitOptions, type GitResult, git, gitEnvironment, gitText, lastWords } from './run.ts';

/** The remote that a patch is pushed to. */
export interface Remote {
  readonly name: string;
  /** For git and for people: without a password, even where git config has one. */
  readonly url: string;
  readonly address: RemoteAddress;
  /** What git may log in with after its own helpers, bound to the host of the URL; tried in this order. */
  readonly logins: () => Promise<readonly Login[]>;
}

/** What a remote has, by `ls-remote`. */
export interface RemoteHeads {
  /** The branch that HEAD names; undefined when it names none. */
  readonly defaultBranch: string | undefined;
  /** Branch -> commit. */
  readonly heads: ReadonlyMap<string, string>;
}

/** Chooses among the names of remotes: the `configured` one, else `origin`, else the only one. */
export function chooseRemote(names: readonly string[], configured: string | undefined): string | undefined {
  const wanted = configured ?? 'origin';
  return names.includes(wanted) ? wanted : names.length === 1 ? names[0] : undefined;
}

/** Finds the remote: `suture.remote` of git config, else `origin`, else the only one. */
export async function findRemote(
  repository: Repository,
  logins: (address: RemoteAddress) => Promise<Login[]>,
): Promise<Remote> {
  const names = (await gitText(repository, ['remote'])).split('\n').filter(Boolean);
  const name = chooseRemote(names, repository.settings.get('suture.remote'));
  if (name === undefined) throw noRemote(repository, names);
  const configured = (await gitText(repository, ['remote', 'get-url', '--push', name])).split('\n')[0] ?? '';
  const { url, login } = withoutPassword(configured);
  const address = await resolveAlias(remoteAddress(url), repository.env);
  return { name, url, address, logins: async () => (login ? [login] : await logins(address)) };
}

/** Runs a git command that talks to the remote: first as the person's git is set up, then with each login. */
export async function remoteGit(
  repository: Repository,
  remote: Remote,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitResult> {
  const timeoutMs = options.timeoutMs ?? remoteGitMs;
  const { GIT_SSH_COMMAND, GIT_SSH } = repository.env;
  const ssh = GIT_SSH_COMMAND ?? GIT_SSH ?? repository.settings.get('core.sshcommand');
  const env = { ...options.env, ...(ssh ? {} : { GIT_SSH_COMMAND: 'ssh -o BatchMode=yes' }) };
  let result = await git(repository, args, { ...options, timeoutMs, env });
  if (result.code === 0 || !isDenied(result.stderr)) return result;
  for (const login of await remote.logins()) {
    const given = credentialArguments(remote.url, login);
    if (!given) break;
    result = await git(repository, [...given.args, ...args], { ...options, timeoutMs, env: { ...env, ...given.env } });
    if (result.code === 0 || !isDenied(result.stderr)) break;
  }
  return result;
}

/** Asks the remote for its branches; this, and no exit code of a push, is the truth. */
export async function observe(
  repository: Repository,
  remote: Remote,
  timeoutMs: number = lookMs,
): Promise<RemoteHeads> {
  const args = ['ls-remote', '--symref', '--', remote.url, 'HEAD', 'refs/heads/*'];
  const { code, stdout, stderr } = await remoteGit(repository, remote, args, { timeoutMs });
  if (code !== 0) throw unreachable(remote, stderr);
  const heads = new Map<string, string>();
  let defaultBranch: string | undefined;
  for (const line of stdout.toString('utf8').split('\n')) {
    const [value, name] = line.split('\t');
    if (value === undefined || name === undefined) continue;
    if (name === 'HEAD' && value.startsWith('ref: refs/heads/')) defaultBranch = value.slice('ref: refs/heads/'.length);
    else if (name.startsWith('refs/heads/')) heads.set(name.slice('refs/heads/'.length), value);
  }
  return { defaultBranch, heads };
}

/** Tells whether git was turned away at the door, so that another login may help. */
export function isDenied(stderr: string): boolean {
  return /Authentication failed|could not read (Username|Password)|Permission to \S+ denied|not allowed to push code|User permission denied|terminal prompts disabled|returned error: 40[13]|HTTP 40[13]|Permission denied|Repository not found|repository .* not found/i.test(
    stderr,
  );
}

/** The failure of a remote that does not answer, or that does not let git in. */
export function unreachable(remote: Remote, stderr: string): Setback {
  const denied = isDenied(stderr);
  return new Setback(
    denied ? 'remote_denied' : 'remote_unreachable',
    `The remote ${remote.name} (${remote.url}) ${denied ? 'does not let git in' : 'cannot be reached'}: ${lastWords(stderr)}`,
    {
      hint: denied
        ? `See that \`git push ${remote.name}\` works for you, then \`suture outbox --retry\`.`
        : 'The patch waits in the outbox; `suture outbox --retry` tries again.',
      again: { later: true },
    },
  );
}

function noRemote(repository: Repository, names: readonly string[]): Setback {
  if (names.length === 0)
    return new Setback('no_remote', `The repository ${repository.folder} has no git remote.`, {
      hint: 'The commit is kept. Add one with `git remote add origin URL`, then `suture outbox --retry`.',
    });
  return new Setback('remote_ambiguous', `The repository has several remotes: ${names.join(', ')}.`, {
    hint: `Say which one with \`git config suture.remote ${names[0]}\`, then \`suture outbox --retry\`.`,
  });
}

/** A password in the URL goes to git by a helper instead, so that it is in no list of processes and no message. */
function withoutPassword(configured: string): { url: string; login?: Login } {
  if (!/^https?:\/\//i.test(configured) || !URL.canParse(configured)) return { url: configured };
  const url = new URL(configured);
  if (url.password === '') return { url: configured };
  const login = { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  url.username = '';
  url.password = '';
  return { url: url.href, login };
}

/** `git@work:acme/shop` may name a host only in the ssh configuration. */
async function resolveAlias(address: RemoteAddress, env: NodeJS.ProcessEnv): Promise<RemoteAddress> {
  if (address.kind !== 'network' || address.scheme !== 'ssh' || address.host.includes('.')) return address;
  const asked = { env: gitEnvironment(env), timeoutMs: helperMs };
  const configured = await runChild('ssh', ['-G', '--', address.host], asked).catch(() => undefined);
  const host = /^hostname (\S+)$/m.exec(configured?.stdout.toString('utf8') ?? '')?.[1];
  if (!host) return address;
  return { ...address, host: host.toLowerCase() === 'ssh.github.com' ? 'github.com' : host.toLowerCase() };
}
