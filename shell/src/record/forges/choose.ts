import { isGitHubCloud, isSafeDoor } from '../credentials.ts';
import type { RemoteAddress } from '../git/remote-address.ts';
import type { Repository } from '../git/repository.ts';
import { Setback } from '../setback.ts';
import type { ForgeKind } from './forge.ts';
import type { ForgePlace } from './place.ts';
import { probe } from './probe.ts';

const kinds: readonly string[] = ['github', 'gitlab', 'gitea', 'plain'];
const accepted = '`github`, `gitlab`, `gitea` (for Forgejo, too) or `plain`';

/** Hosts that are known by their exact names. */
const hosts: ReadonlyMap<string, ForgeKind> = new Map<string, ForgeKind>([
  ['gitlab.com', 'gitlab'],
  ['codeberg.org', 'gitea'],
  ['gitea.com', 'gitea'],
]);

/** Where the REST interface is below the address of a forge. */
const apiPaths: Readonly<Record<ForgeKind, string>> = { github: '/api/v3', gitlab: '/api/v4', gitea: '/api/v1' };

/**
 * Decides which forge a remote belongs to; undefined when it is plain git. In this order:
 *
 *     suture.<host>.forge   github | gitlab | gitea | plain   for one host: `git config suture.git.example.com.forge gitea`
 *     suture.forge          the same, for every host of this repository
 *     the exact names of github.com, *.ghe.com, gitlab.com, codeberg.org and gitea.com
 *     what the host itself says, asked without a token
 *
 * `suture.<host>.api` is the base URL of the REST interface where it is not in its usual place. A host is never guessed
 * to be a forge from its name, and one that only says so gets no token that is not bound to it.
 */
export async function chooseForge(
  repository: Repository,
  address: RemoteAddress,
  fetch: typeof globalThis.fetch,
): Promise<ForgePlace | undefined> {
  if (address.kind === 'local') return undefined;
  const { host } = address;
  // The web pages are on https, whatever git uses; only a forge on a host of http is taken at its word.
  const door = { scheme: address.scheme === 'http' ? 'http' : 'https', host };
  const configured = configuredKind(repository, host);
  const named = configured ?? (isGitHubCloud(host) ? 'github' : hosts.get(host));
  const kind = named ?? (await probe(door, fetch));
  if (kind === undefined || kind === 'plain') return undefined;
  return { ...placeOf(repository, address, door, kind), named: named !== undefined };
}

function configuredKind(repository: Repository, host: string): ForgeKind | 'plain' | undefined {
  const own = settingOf(repository, host, 'forge');
  const kind = own ?? repository.settings.get('suture.forge');
  if (kind !== undefined && !kinds.includes(kind))
    throw bad(own === undefined ? 'suture.forge' : `suture.${host}.forge`, kind, accepted);
  return kind as ForgeKind | 'plain' | undefined;
}

function placeOf(
  repository: Repository,
  address: RemoteAddress & { kind: 'network' },
  door: ForgePlace['door'],
  kind: ForgeKind,
): Omit<ForgePlace, 'named'> {
  const { host } = door;
  const api = (settingOf(repository, host, 'api') ?? defaultApi(door, kind)).replace(/\/+$/, '');
  if (!URL.canParse(api) || !isSafeUrl(api)) throw bad(`suture.${host}.api`, api, 'an https:// address');
  // A forge that is installed below a path has that path in the URLs of git, too.
  const { pathname, host: apiHost } = new URL(api);
  const prefix = apiHost === host ? pathname.replace(apiPaths[kind], '').replace(/^\/+|\/+$/g, '') : '';
  const path =
    prefix !== '' && address.path.startsWith(`${prefix}/`) ? address.path.slice(prefix.length + 1) : address.path;
  const parts = path.split('/');
  const fits = kind === 'gitlab' ? parts.length >= 2 : parts.length === 2;
  if (!fits || parts.includes(''))
    throw bad(
      `suture.${host}.forge`,
      address.path,
      'a remote URL whose path is `owner/repository` (or `plain`, if the host is no forge)',
    );
  const root = `${door.scheme}://${host}${prefix === '' ? '' : `/${prefix}`}`;
  return { kind, door, web: `${root}/${path}`, api, path };
}

function defaultApi({ scheme, host }: ForgePlace['door'], kind: ForgeKind): string {
  if (kind === 'github' && host === 'github.com') return 'https://api.github.com';
  if (kind === 'github' && host.endsWith('.ghe.com')) return `https://api.${host}`;
  return `${scheme}://${host}${apiPaths[kind]}`;
}

function settingOf(repository: Repository, host: string, name: string): string | undefined {
  const { settings } = repository;
  return settings.get(`suture.${host}.${name}`) ?? settings.get(`suture.${host.replace(/:\d+$/, '')}.${name}`);
}

function isSafeUrl(text: string): boolean {
  const { protocol, host, username, password } = new URL(text);
  const web = protocol === 'https:' || protocol === 'http:';
  return web && username === '' && password === '' && isSafeDoor({ scheme: protocol.slice(0, -1), host });
}

function bad(key: string, value: string, wanted: string): Setback {
  return new Setback('bad_setting', `git config ${key}: ${JSON.stringify(value)} is not ${wanted}.`, {
    hint: `Set it with \`git config ${key} VALUE\` in the checkout, then \`suture outbox --retry\`.`,
  });
}
