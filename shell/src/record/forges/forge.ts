import type { RemoteHeads, Remote } from '../git/remote.ts';
import type { Repository } from '../git/repository.ts';
import type { OutboxEntry } from '../entry.ts';

/** A pushed patch that wants its pull request. */
export interface Asked {
  readonly entry: OutboxEntry;
  readonly repository: Repository;
  readonly remote: Remote;
  /** What the remote had when the branch was last seen on it. */
  readonly seen: RemoteHeads;
  readonly commit: string;
  readonly branch: string;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => Date;
}

/** What became of the request: open, or what a person has made of it since. */
export interface Opened {
  readonly state: 'open' | 'merged' | 'closed' | 'upstream';
  /** Address for people. */
  readonly address: string;
}

/** The place where pull requests are made. */
export interface Forge {
  readonly kind: 'github' | 'plain';
  /** Finds the one request of the patch, or makes it; asking again finds what is there. */
  open(asked: Asked): Promise<Opened>;
}
