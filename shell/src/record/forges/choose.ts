import { isGitHubCloud, isSafeDoor } from '../credentials.ts';
import type { RemoteAddress } from '../git/remote-address.ts';
import type { Repository } from '../git/repository.ts';
import { Setback } from '../setback.ts';
import type { GitHubPlace } from './github.ts';

/** Where the requests of a remote go. */
export type ForgePlace = { readonly kind: 'plain' } | GitHubPlace;

/**
 * Decides which forge a remote belongs to, from its address and git config alone:
 *
 *     suture.<host>.forge   github | plain      for one host, e.g. `git config suture.git.example.com.forge github`
 *     suture.forge          github | plain      for every host of this repository
 *     suture.<host>.api     base URL of the REST interface, when it is not `https://<host>/api/v3`
 *
 * github.com and *.ghe.com need no setting. A host is never guessed to be a forge from its name: a token goes there.
 */
export function chooseForge(repository: Repository, address: RemoteAddress): ForgePlace {
  if (address.kind === 'local') return { kind: 'plain' };
  const { host } = address;
  const key = settingOf(repository, host, 'forge') ? `suture.${host}.forge` : 'suture.forge';
  const kind = settingOf(repository, host, 'forge') ?? repository.settings.get('suture.forge');
  if (kind !== undefined && kind !== 'github' && kind !== 'plain') throw bad(key, kind, '`github` or `plain`');
  if (kind === 'plain' || (kind === undefined && !isGitHubCloud(host))) return { kind: 'plain' };
  const [owner, name, ...more] = address.path.split('/');
  if (!owner || !name || more.length > 0)
    throw bad(key, address.path, 'a remote URL whose path is `owner/repository` (or `plain`, if the host is no forge)');
  // The web pages are on https, whatever git uses; only a forge on a host of http is taken at its word.
  const scheme = address.scheme === 'http' ? 'http' : 'https';
  const api = settingOf(repository, host, 'api');
  if (api !== undefined && (!URL.canParse(api) || !isSafeUrl(api)))
    throw bad(`suture.${host}.api`, api, 'an https:// address');
  return {
    kind: 'github',
    door: { scheme, host },
    web: `${scheme}://${host}/${owner}/${name}`,
    api: (api ?? defaultApi(scheme, host)).replace(/\/+$/, ''),
    owner,
    name,
  };
}

function defaultApi(scheme: string, host: string): string {
  if (host === 'github.com') return 'https://api.github.com';
  return host.endsWith('.ghe.com') ? `https://api.${host}` : `${scheme}://${host}/api/v3`;
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

function bad(key: string, value: string, accepted: string): Setback {
  return new Setback('bad_setting', `git config ${key}: ${JSON.stringify(value)} is not ${accepted}.`, {
    hint: `Set it with \`git config ${key} VALUE\` in the checkout, then \`suture outbox --retry\`.`,
  });
}
