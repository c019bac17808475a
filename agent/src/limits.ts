/** Every bound of the agent, with its reason. */
export const limits = {
  /** Old space of the agent's thread, MB: it holds the source of every module and the syntax trees of one plan. */
  threadHeapMb: 512,
  /** Longest source that is planned, characters: dense code takes some 100 bytes of syntax tree a character. */
  planCharacters: 1_500_000,
  /** Young space of the agent's thread, MB: small, because the thread is idle almost always. */
  threadYoungMb: 8,

  /** Longest path of a unix socket in bytes; a longer one is cut silently and the agent would listen elsewhere. */
  socketPathBytes: 107,
  socketPathBytesOnMac: 103,
  /** Sockets of other processes looked at when the agent starts; a folder with more is cleaned up by and by. */
  staleSockets: 64,
  /** How long another process's socket may take to answer the probe. */
  staleProbeMs: 500,
  /** Sockets open at once, upgraded or not. */
  connections: 64,
  /** Shells attached at once: people and scripts on call, not a public service. */
  sessions: 32,
  /** Largest message from a shell: a load carries the sources of all its modules and the diff. */
  payloadBytes: 16_777_216,
  /** Fragments and chunks of one message; thousands of tiny ones are an attack on memory. */
  fragments: 64,
  bufferedChunks: 4096,
  /** Pings that wait to be answered. */
  pendingPongs: 60,
  /** How long a closing handshake may take. */
  closeMs: 5_000,
  /** An upgrade request is one small packet: slow headers are an attack. */
  headersMs: 5_000,
  requestMs: 10_000,
  connectionsCheckMs: 1_000,
  headerBytes: 8_192,
  /** Beat of the heartbeat; two missed beats close the socket. */
  heartbeatMs: 10_000,
  /** Bytes that a shell may leave unread before it is closed. */
  unreadBytes: 16_777_216,
  /** Requests of one shell that wait for their answer. */
  inFlight: 64,
  /** Malformed frames of one shell before it is closed: it speaks something else. */
  malformed: 100,

  /** How long `status` waits for the main thread before it answers without its figures. */
  figuresMs: 250,
  /** Beat of the ping that measures how long the main thread has not answered; only while a shell is attached. */
  pingMs: 500,
  /** The histogram of the event loop delay is begun anew after this, so that it tells of now. */
  delayWindowMs: 60_000,
  /** Resolution of that histogram; it is part of each measured delay and is taken off again. */
  delayResolutionMs: 20,
  /** How long a main thread may be busy before a read gives up: longer than a request's turn, shorter than patience. */
  safePointMs: 500,
  /** How long the main thread idles at a safe point for the agent's thread; it ends at once if that one dies. */
  holdIdleMs: 250,
  /** How long new code may take to be prepared: it may load new dependencies. */
  stageMs: 30_000,
  /** How long the main thread may be busy before a commit is withdrawn. */
  commitMs: 5_000,

  /** Console messages are let go this often while the inspector is attached: V8 keeps the arguments of the last 1,000. */
  consoleDiscardMs: 10_000,
  /** Longest expression to evaluate. */
  expressionChars: 65_536,
  /** Longest stack trace handed out. */
  stackChars: 4_096,
  /** Budget of the walker: what fits on a screen. */
  walk: { depth: 3, items: 50, chars: 256, nodes: 500, waitMs: 20 },
  /** Budget of a value as JSON: what a script would want whole. */
  plain: { depth: 20, nodes: 5_000, chars: 65_536 },

  /** Longest wait between two looks at a lease: the machine may have slept, which a timer does not count. */
  leaseLookMs: 5_000,
  /** How long the agent waits before it tries again to take a patch back from a busy main thread. */
  leaseRetryMs: 5_000,
  /** Space kept free for the entries of rollbacks on a full disk: some hundred of them. */
  reserveBytes: 65_536,
  /** A process that ends sooner after its start, with patches applied again, counts as an early death. */
  earlyDeathMs: 60_000,
  /** Early deaths in a row after which the patches are left out. */
  earlyDeaths: 3,
  /** Longest expression in an entry of the journal. */
  journalledChars: 4_096,

  /** How long the exit of the process may wait for the inspector to be let go; it takes 0.4 ms, 3.3 ms at worst. */
  exitMs: 500,
  /** How long `git rev-parse` may take. */
  gitMs: 2_000,
  /** Reasons quoted when a plan is refused. */
  quotedReasons: 3,
} as const;
