import { spawn } from 'node:child_process';
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

/** The token of the environment for a GitHub host, by the rules of GitHub's own `gh`. */
export function environmentToken(host: string, env: NodeJS.ProcessEnv): string | undefined {
  if (isGitHubCloud(host)) return env['GH_TOKEN'] || env['GITHUB_TOKEN'] || undefined;
  // GH_HOST, where it is set, says which of several Enterprise hosts the token is for.
  const bound = env['GH_HOST'];
  if (bound && bound.toLowerCase() !== host && !isGitHubCloud(bound.toLowerCase())) return undefined;
  return env['GH_ENTERPRISE_TOKEN'] || env['GITHUB_ENTERPRISE_TOKEN'] || undefined;
}

/** A token for a GitHub host from where the person already has one: environment, `gh`, the credential helpers of git. */
export async function gitHubToken(place: Place, door: Door): Promise<string | undefined> {
  if (!isSafeDoor(door)) return undefined;
  return (
    environmentToken(door.host, place.env) ?? (await ghToken(place, door.host)) ?? (await helperToken(place, door))
  );
}

/** The logins that git may fall back to for a GitHub remote over HTTP. */
export function gitHubLogins(address: RemoteAddress, env: NodeJS.ProcessEnv): Login[] {
  if (address.kind !== 'network' || address.scheme === 'ssh' || !isSafeDoor(address)) return [];
  const token = environmentToken(address.host, env);
  return token ? [{ username: 'x-access-token', password: token }] : [];
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

async function ghToken(place: Place, host: string): Promise<string | undefined> {
  const child = spawn('gh', ['auth', 'token', '--hostname', host], {
    env: { ...gitEnvironment(place.env), GH_PROMPT_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // Not the `timeout` of spawn: where there is no gh, Node leaves that timer running and the shell does not exit.
  const timer = setTimeout(() => child.kill(), helperMs);
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve) => child.on('error', () => resolve(1)).on('close', resolve));
  clearTimeout(timer);
  return code === 0 ? oneLine(Buffer.concat(output).toString('utf8')) : undefined;
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
