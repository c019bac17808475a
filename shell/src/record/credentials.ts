import { runChild } from '../child.ts';
import type { RemoteAddress } from './git/remote-address.ts';
import { type Place, git, gitEnvironment } from './git/run.ts';
import { helperMs } from './limits.ts';

/** What git logs in with. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** Where a secret may go: one host, and over what. */
export interface Door {
  readonly scheme: string;
  /** With the port where it is not the usual one. */
  readonly host: string;
}

/** Hosts that GitHub itself runs; the tokens without `ENTERPRISE` in their name are for these alone. */
export function isGitHubCloud(host: string): boolean {
  return host === 'github.com' || host.endsWith('.ghe.com');
}

/** Tells whether a secret may be sent there at all: encrypted, or to this very machine. */
export function isSafeDoor(door: Door): boolean {
  const name = door.host.replace(/:\d+$/, '');
  return door.scheme === 'https' || name === 'localhost' || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name);
}

/** What a token is for: a forge of a kind behind a door. */
export interface Lock {
  readonly kind: 'github' | 'gitlab' | 'gitea';
  readonly door: Door;
  /** False when only the host itself says that it is such a forge. */
  readonly named: boolean;
}

/**
 * The token of the environment for a host, by the rules of the forges' own programs; but where `gh`, `glab` and `tea`
 * would send a token to any host, it is sent to the one that it is bound to.
 */
export function environmentToken({ kind, door: { host }, named }: Lock, env: NodeJS.ProcessEnv): string | undefined {
  if (kind === 'gitea')
    return env['GITEA_TOKEN'] && hostOf(env['GITEA_INSTANCE_URL']) === host ? env['GITEA_TOKEN'] : undefined;
  if (kind === 'gitlab') {
    const bound = hostOf(env['GITLAB_HOST']) ?? hostOf(env['GL_HOST']) ?? hostOf(env['CI_SERVER_URL']) ?? 'gitlab.com';
    if (bound !== host) return undefined;
    return env['GITLAB_TOKEN'] || env['GITLAB_ACCESS_TOKEN'] || env['OAUTH_TOKEN'] || undefined;
  }
  if (isGitHubCloud(host)) return env['GH_TOKEN'] || env['GITHUB_TOKEN'] || undefined;
  // GH_HOST, where it is set, says which of several Enterprise hosts the token is for.
  const bound = hostOf(env['GH_HOST']);
  if (bound !== host && (!named || (bound !== undefined && !isGitHubCloud(bound)))) return undefined;
  return env['GH_ENTERPRISE_TOKEN'] || env['GITHUB_ENTERPRISE_TOKEN'] || undefined;
}

/** A token from where the person already has one: environment, the forge's own program, the credential helpers of git. */
export async function forgeToken(place: Place, lock: Lock): Promise<string | undefined> {
  const { kind, door } = lock;
  if (!isSafeDoor(door)) return undefined;
  return (
    environmentToken(lock, place.env) ??
    (kind === 'github' ? await said(place, ['gh', 'auth', 'token', '--hostname', door.host]) : undefined) ??
    (kind === 'gitlab' ? await said(place, ['glab', 'config', 'get', 'token', '--host', door.host]) : undefined) ??
    (await helperToken(place, door))
  );
}

/** The logins that git may fall back to for a remote over HTTP that is on a forge. */
export function forgeLogins(lock: Lock, address: RemoteAddress, env: NodeJS.ProcessEnv): Login[] {
  if (address.kind !== 'network' || address.scheme === 'ssh' || !isSafeDoor(address)) return [];
  const token = environmentToken(lock, env);
  return token ? [{ username: lock.kind === 'github' ? 'x-access-token' : 'oauth2', password: token }] : [];
}

/** Says how to give a token for a forge, as the beginning of a sentence. */
export function tokenAdvice({ kind, door: { host } }: Pick<Lock, 'kind' | 'door'>): string {
  if (kind === 'gitea') return `Set GITEA_TOKEN and GITEA_INSTANCE_URL=https://${host}`;
  if (kind === 'gitlab') return `Set GITLAB_TOKEN${host === 'gitlab.com' ? '' : ` and GITLAB_HOST=${host}`}`;
  return `Set ${isGitHubCloud(host) ? 'GH_TOKEN' : 'GH_ENTERPRISE_TOKEN'} or log in with \`gh auth login\``;
}

/** The host of an address, or of a bare host name. */
function hostOf(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const url = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
  return URL.canParse(url) ? new URL(url).host : undefined;
}

/**
 * The arguments and environment that give git a login for the host of a URL and no other. The helpers of the person are
 * left out for this one command, because git would hand them the login to keep.
 */
export function credentialArguments(
  url: string,
  login: Login,
): { args: readonly string[]; env: NodeJS.ProcessEnv } | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host } = new URL(url);
  if (!isSafeDoor({ scheme: protocol.slice(0, -1), host })) return undefined;
  const key = `credential.${protocol}//${host}.helper`;
  const helper =
    '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$SUTURE_LOGIN_NAME" "$SUTURE_LOGIN_SECRET"; }; f';
  return {
    args: ['-c', `${key}=`, '-c', `${key}=${helper}`],
    env: { SUTURE_LOGIN_NAME: login.username, SUTURE_LOGIN_SECRET: login.password },
  };
}

/** What a program prints; undefined when it is not there or fails. */
async function said(place: Place, [program = '', ...args]: readonly string[]): Promise<string | undefined> {
  const env = { ...gitEnvironment(place.env), GH_PROMPT_DISABLED: '1', NO_PROMPT: '1' };
  const finished = await runChild(program, args, { env, timeoutMs: helperMs }).catch(() => undefined);
  return finished?.code === 0 ? oneLine(finished.stdout.toString('utf8')) : undefined;
}

async function helperToken(place: Place, door: Door): Promise<string | undefined> {
  const asked = `protocol=${door.scheme}\nhost=${door.host}\n\n`;
  const { code, stdout } = await git(place, ['credential', 'fill'], { input: asked, timeoutMs: helperMs });
  if (code !== 0) return undefined;
  const answer = new Map(
    stdout
      .toString('utf8')
      .split('\n')
      .map((line): [string, string] => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  return answer.get('host') === door.host ? oneLine(answer.get('password') ?? '') : undefined;
}

function oneLine(text: string): string | undefined {
  const token = text.trim();
  return token === '' || /\s/.test(token) ? undefined : token;
}
