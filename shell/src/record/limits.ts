/** How long one local git command may take; a repository of a million files reads its tree in seconds. */
export const localGitMs = 60_000;

/** How long one git command may talk to a remote; a first fetch of a deployed commit can be large. */
export const remoteGitMs = 180_000;

/** How long a remote may take to say what branches it has; a person is waiting at the prompt. */
export const lookMs = 45_000;

/** How long a remote may take to say what became of requests; nobody asked for that, and somebody waits for a list. */
export const lookAgainMs = 6_000;

/** How many requests are asked about in one go, the newest first. */
export const maxLooks = 20;

/** How long a credential helper or the configuration of ssh may think; one that shows a window would wait for a person. */
export const helperMs = 10_000;

/** How long one request to a forge may take; GitHub itself gives up after ten seconds. */
export const forgeMs = 30_000;

/** How often one call of `land` tries to push; more would keep a person waiting at the prompt. */
export const maxPushes = 4;

/** How many branch names are tried when the first one is taken. */
export const maxBranchNames = 9;

/** How many branches are looked at for the deployed commit when a remote names no default one; each may need a fetch. */
export const maxBaseCandidates = 20;

/** How often a review package is put in the place of an older one, while other shells do the same. */
export const maxPlacings = 5;

/** Waits before a forge is asked again, which may not have noticed a branch that was pushed just now. */
export const forgePausesMs: readonly number[] = [400, 1_500, 4_000];

/** Pages of pull requests that are read when the filtered list finds none although one exists. */
export const maxPages = 3;

/** How long a host may take to say which forge it is; most are none. */
export const probeMs = 5_000;

/** How much of a repository's own template goes into the text of a request. */
export const maxTemplateCharacters = 8_000;

/** Redirects that are followed on the same host; a renamed repository needs one. */
export const maxRedirects = 3;

/** GitHub refuses a text of more than 65,536 characters. */
export const maxRequestCharacters = 60_000;

/** How much of the diff the text of a request repeats; the commit holds all of it. */
export const maxDiffCharacters = 20_000;

/** How much of one text of evidence goes into a request. */
export const maxEvidenceCharacters = 8_000;

/** How much text of evidence is taken from a file; a watch that ran on for hours is no evidence. */
export const maxEvidenceBytes: number = 256 * 1024;

/** Length of the first line of a commit message, by the custom of git. */
export const maxSubjectCharacters = 72;

/** First and longest wait between two attempts that the outside world made fail. */
export const firstWaitMs = 60_000;
export const longestWaitMs: number = 30 * 60_000;

/** How long a forge's own wait is believed; a broken clock must not park a record for days. */
export const longestForgeWaitMs: number = 2 * 60 * 60_000;

/** Waits until a fork is there; GitHub speaks of minutes for the largest, and the record can come back later. */
export const forkPausesMs: readonly number[] = [300, 1_000, 3_000, 8_000];

/** Age at which a lock on a ref of Suture's own was left by a git that is gone; creating a ref takes milliseconds. */
export const staleLockMs = 30_000;
