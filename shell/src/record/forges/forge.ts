import type { OutboxEntry } from '../entry.ts';
import type { RemoteHeads, Remote } from '../git/remote.ts';
import type { Repository } from '../git/repository.ts';

/** The forges that are known by name; everything else is plain git. */
export type ForgeKind = 'github' | 'gitlab' | 'gitea';

/** The branch that is to be merged, and what is at its tip. */
export interface Head {
  readonly branch: string;
  readonly commit: string;
  /** Full path of the fork that the branch is in; absent when it is in the repository itself. */
  readonly fork?: string;
}

/** A pushed patch that wants its pull request. */
export interface Asked {
  readonly entry: OutboxEntry;
  readonly repository: Repository;
  readonly remote: Remote;
  /** What the remote had when the branch was last seen on it. */
  readonly seen: RemoteHeads;
  /** The commit on the deployed one: exactly what ran. */
  readonly commit: string;
  /** Its branch. */
  readonly branch: string;
  /** What is to be merged: the branch above, or the patch carried over to the base. */
  readonly head: Head;
  readonly base: string;
  /** Whether the base lacks the deployed commit. */
  readonly apart: boolean;
  /** Files in which the patch and the base contradict each other. */
  readonly conflicts: readonly string[];
  /** The commit of the base that brought what the patch does; a request would be empty then. */
  readonly upstream: string | undefined;
  /** Whether the request is not to be merged yet. */
  readonly draft: boolean;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => Date;
}

/** What became of the request: open, or what a person has made of it since. */
export interface Opened {
  readonly state: 'open' | 'merged' | 'closed' | 'upstream';
  /** Address for people; absent where there is none. */
  readonly address?: string;
  /** What could not be done and does not matter much: a label, a reviewer. */
  readonly notes?: readonly string[];
}

/** The place where pull requests are made. */
export interface Forge {
  readonly kind: ForgeKind | 'plain';
  /** Finds the one request of the patch, or makes it; asking again finds what is there. */
  open(asked: Asked): Promise<Opened>;
}

/** A pull request, as far as Suture reads it. */
export interface PullRequest {
  readonly number: number;
  /** Address for people. */
  readonly address: string;
  readonly state: 'open' | 'merged' | 'closed';
  readonly draft: boolean;
  readonly title: string;
  readonly branch: string;
  /** Full path of the fork that the branch is in, in lower case, empty when that is gone; absent when it is in no fork. */
  readonly fork?: string;
  /** Commit at the tip of its branch; undefined when the forge does not say. */
  readonly tip: string | undefined;
  /** The forge's own name for it, where the number does not do. */
  readonly handle?: string;
}

/** What a new request says. */
export interface NewRequest {
  readonly title: string;
  readonly body: string;
  readonly head: Head;
  readonly base: string;
  readonly draft: boolean;
  /** Whether the people of the base may push to the branch of a fork. */
  readonly collaboration: boolean;
}

/** What a forge says to a new request. */
export type Creation =
  | { readonly kind: 'made'; readonly request: PullRequest }
  /** There is one of this branch, or there may be: only the list can tell. */
  | { readonly kind: 'exists'; readonly words: string }
  | { readonly kind: 'empty' | 'noDrafts' | 'noCollaboration' | 'archived'; readonly words: string }
  /** The branch may not have come to the notice of the part of the forge that was asked. */
  | { readonly kind: 'notSeen'; readonly words: string }
  | { readonly kind: 'denied'; readonly words: string }
  | { readonly kind: 'refused'; readonly words: string };

/** A repository on a forge, with a token for it: the few calls that differ from forge to forge. */
export interface Hosted {
  /** Lists the requests of a branch in any state; some forges answer with less than there is. */
  ofBranch(head: Head): Promise<PullRequest[]>;
  /** Lists the requests of the repository in any state, newest first; pages count from 1. */
  page(number: number): Promise<PullRequest[]>;
  create(request: NewRequest): Promise<Creation>;
  markReady(request: PullRequest): Promise<void>;
  /** Adds labels; gives what could not be done as sentences. */
  label(request: PullRequest, labels: readonly string[]): Promise<string[]>;
  /** Asks people to review; gives what could not be done as sentences. */
  askReview(request: PullRequest, reviewers: readonly string[]): Promise<string[]>;
  comment(request: PullRequest, text: string): Promise<void>;
  /** Makes a fork of the repository, or finds it. */
  fork(): Promise<Fork>;
}

/** A copy of the repository that one may push to. */
export interface Fork {
  /** Full path. */
  readonly path: string;
  readonly httpUrl: string;
  readonly sshUrl: string;
}
