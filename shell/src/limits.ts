type BoundName =
  | 'connectMs'
  | 'answerMs'
  | 'planMs'
  | 'loadMs'
  | 'healthMs'
  | 'probationLookMs'
  | 'settleMs'
  | 'settleEveryMs'
  | 'heapMs'
  | 'pauseAskMs'
  | 'maxFrameBytes'
  | 'maxCardBytes'
  | 'webhookMs'
  | 'probesAtOnce';

/** Every bound of the shell, with its reason. */
export const limits: { readonly [Bound in BoundName]: number } = {
  /** A unix socket answers at once or not at all; over a network three round trips fit well. */
  connectMs: 5_000,
  /** The agent answers from its own thread; what needs the main thread ends there with `target_busy`. */
  answerMs: 15_000,
  /** Parsing and pairing the largest bundles that were tried takes a few seconds. */
  planMs: 60_000,
  /** New dependencies may do real work while they are loaded. */
  loadMs: 60_000,
  /** How a process does is nice to have: a patch does not wait for it. */
  healthMs: 1_000,
  /** How often a patch on probation is looked at while somebody waits for its end. */
  probationLookMs: 500,
  /** Waits this long for a patch to show after its answer was lost: staging may still be under way. */
  settleMs: 3_000,
  settleEveryMs: 150,
  /** A walk or a snapshot of a heap of several GB takes minutes. */
  heapMs: 600_000,
  /** A look that holds the process for longer is asked for first: requests begin to be late. */
  pauseAskMs: 100,
  /** The greatest source that the agent hands out, encoded, with room to spare. */
  maxFrameBytes: 128 * 1024 * 1024,
  /** A webhook that takes longer is down: cron starts the next look soon. */
  webhookMs: 10_000,
  /** A card holds eight short fields. */
  maxCardBytes: 16 * 1024,
  /** More agents than this on one machine are listed, not probed all at once. */
  probesAtOnce: 32,
};
