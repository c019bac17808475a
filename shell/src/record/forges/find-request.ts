import { maxPages } from '../limits.ts';
import type { Head, Hosted, PullRequest } from './forge.ts';

/** Finds the request of a branch in any state: one that a person has closed must not come back. */
export async function findRequest(hosted: Hosted, head: Head): Promise<PullRequest | undefined> {
  return chosen(await hosted.ofBranch(head), head);
}

/** Finds the request of a branch among all of them, for a forge that says it exists and does not list it. */
export async function findByPaging(hosted: Hosted, head: Head): Promise<PullRequest | undefined> {
  for (let page = 1; page <= maxPages; page++) {
    const requests = await hosted.page(page);
    const found = chosen(requests, head);
    if (found || requests.length === 0) return found;
  }
  return undefined;
}

/** Finds a request by its address for people, among the newest. */
export async function findByAddress(hosted: Hosted, address: string): Promise<PullRequest | undefined> {
  for (let page = 1; page <= maxPages; page++) {
    const requests = await hosted.page(page);
    const found = requests.find((request) => request.address === address);
    if (found || requests.length === 0) return found;
  }
  return undefined;
}

/** Of several requests of one branch: the open one, else the merged one, else the last that was closed. */
function chosen(requests: readonly PullRequest[], { branch, fork }: Head): PullRequest | undefined {
  // Filters are not to be relied on, and a fork may have a branch of the same name.
  const ours = requests.filter((request) => request.branch === branch && request.fork === fork?.toLowerCase());
  return (
    ours.find(({ state }) => state === 'open') ??
    ours.find(({ state }) => state === 'merged') ??
    [...ours].sort((a, b) => b.number - a.number)[0]
  );
}
