import type { Door } from '../credentials.ts';
import type { ForgeKind } from './forge.ts';

/** Where a repository is on a forge. */
export interface ForgePlace {
  readonly kind: ForgeKind;
  /** What the token must be for. */
  readonly door: Door;
  /** Address of the repository for people, without a slash at the end. */
  readonly web: string;
  /** Base URL of the REST interface, without a slash at the end. */
  readonly api: string;
  /** Full path of the repository: `owner/name`, and with groups on GitLab. */
  readonly path: string;
  /** False when the host said itself what it is: then it gets no token that is not bound to it by name. */
  readonly named: boolean;
}

/** Address where a person opens the request with one click. */
export function compareUrl(place: ForgePlace, base: string, branch: string, fork?: string): string {
  const { kind, web } = place;
  if (kind === 'gitlab') {
    const query = new URLSearchParams({
      'merge_request[source_branch]': branch,
      'merge_request[target_branch]': base,
    });
    return `${fork === undefined ? web : web.replace(place.path, fork)}/-/merge_requests/new?${query.toString()}`;
  }
  const head = fork === undefined ? encodeURI(branch) : `${encodeURI(fork.split('/')[0] ?? '')}:${encodeURI(branch)}`;
  const url = `${web}/compare/${encodeURI(base)}...${head}`;
  return kind === 'github' ? `${url}?expand=1` : url;
}

/** Address of a commit for people. */
export function commitUrl({ kind, web }: ForgePlace, commit: string): string {
  return `${web}/${kind === 'gitlab' ? '-/' : ''}commit/${commit}`;
}
