/** Every bound of the agent, with its reason. */
export const limits = {
  /** Old space of the agent's thread, MB: it holds the source of every module and the syntax trees of one plan. */
  threadHeapMb: 512,
  /** Longest source that is planned, characters: dense code takes some 100 bytes of syntax tree a character. */
  planCharacters: 1_500_000,
  /** Expressions that are followed to find what ran while modules loaded: in a bundle made short, everything may be everything else. */
  planSteps: 1_000_000,
  /** How long to wait for the namespace of a module that exports something new: one that is loaded has it at once. */
  namespaceWaitMs: 500,
  /** Most lines that patches on top of one may change while that is taken out: finding them takes the square of it. */
  mergeDifferences: 800,
  /** How long a worker thread lives before it is connected and has a socket: a pool starts and ends hundreds that nobody could attach to. */
  workerConnectMs: 1_000,
  /** How long the application loads before the agent's thread starts beside that: a twentieth of it then, and no more. */
  threadLateMs: 250,
  /** Worker threads that have an agent at once: each holds a list of its modules in the agent's thread. */
  workersServed: 256,
  /** Threads that a plan names. */
  threadsNamed: 5,
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
  /** Answers of evaluations kept for shells that lose their connection; each is as short as the walker makes it. */
  keptAnswers: 200,
  /** Requests of one shell that wait for their answer. */
  inFlight: 64,
  /** Malformed frames of one shell before it is closed: it speaks something else. */
  malformed: 100,

  /** How long `status` waits for the main thread before it answers without its figures. */
  figuresMs: 250,
  /** Beat of the ping that measures how long the main thread has not answered; only while a shell is attached. */
  pingMs: 500,
  /** What is told of the event loop delay is begun anew after this, so that it tells of now. */
  delayWindowMs: 60_000,
  /** How often the event loop is looked at for that, while somebody is attached or a patch is on probation. */
  delayResolutionMs: 20,
  /** Most looks that one long turn counts as missed: a minute of them, the whole of what is told. */
  delayTurns: 3_000,
  /** How long the first status waits for what answers to be loaded, and the delay looked at: a turn where nothing is busy. */
  firstFiguresMs: 1_000,
  /** How long a main thread may be busy before a read gives up: longer than a request's turn, shorter than patience. */
  safePointMs: 500,
  /** How long the main thread idles at a safe point for the agent's thread; it ends at once if that one dies. */
  holdIdleMs: 250,
  /** How long a migration may hold the main thread: looking for live instances walks the heap. */
  migrationMs: 5_000,
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
  /** How far beyond what is shown of a text a secret is looked for; longer than most of them. */
  secretChars: 4_096,
  /** Budget of a value as JSON: what a script would want whole. */
  plain: { depth: 20, nodes: 5_000, chars: 65_536 },

  /** Longest wait between two looks at a lease: the machine may have slept, which a timer does not count. */
  leaseLookMs: 5_000,
  /** How long the agent waits before it tries again to take a patch back from a busy main thread. */
  leaseRetryMs: 5_000,
  /** How often a patch on probation is looked at, and one that is a canary alone. */
  probationLookMs: 250,
  canaryLookMs: 1_000,
  /** A main thread that does not answer a look within this is late by as much. */
  trialAnswerMs: 1_000,
  /** How often everybody attached is told the figures of a trial. */
  trialTellMs: 1_000,
  /** How long things are looked at before a patch on probation is loaded: this part of the probation, at most so long. */
  baselinePart: 4,
  baselineMs: 5_000,
  /** Fewer failed calls than this say nothing; and how much of the calls may fail on top of what failed before. */
  gateErrors: 3,
  gateErrorRate: 0.02,
  /** How late the event loop may be, in the middle one of this many looks, where it was not late before. */
  gateDelayMs: 100,
  gateDelayLooks: 5,
  /** How many times what it was before a figure may become. */
  gateFactor: 3,
  /** Space kept free for the entries of rollbacks on a full disk: some hundred of them. */
  reserveBytes: 65_536,
  /** A process that ends sooner after its start, with patches applied again, counts as an early death. */
  earlyDeathMs: 60_000,
  /** Early deaths in a row after which the patches are left out. */
  earlyDeaths: 3,
  /** Longest expression in an entry of the journal. */
  journalledChars: 4_096,
  /** Modules that wait to be written for the next start: each holds its whole code. */
  keptModulesWaiting: 2_000,
  /** How long modules are gathered before their code is written for the next start: at first, and at most. */
  keepAfterMs: 100,
  keepAtMostAfterMs: 2_000,
  /** Code kept for the next start, in bytes; the oldest half goes when there is more. */
  keptCodeBytes: 268_435_456,
  /** How long code that another version of the agent made is kept after its last use. */
  keptCodeMs: 2_592_000_000,
  /** Tidying up can wait until the application has started. */
  tidyAfterMs: 30_000,
  /** Longest that the main thread stays under the debugger, whatever happens: the watchdog lets it go. */
  pausedMs: 3_000,
  /** How long a busy thread may take to serve an interrupt: only native code does not, but a busy machine lets it wait. */
  interruptMs: 2_000,
  /** After this a pause is asked for once more. */
  pauseAgainMs: 50,
  /** Evaluations in a paused frame. */
  inFrameMs: 500,
  /** After this the main thread counts as stuck: longer than any request should hold it. */
  stuckMs: 1_500,
  /** How long the main thread may take to answer after its call was ended, on a busy machine as well: the next frame would go. */
  freeMs: 1_500,
  /** Frames that an interrupt without a named frame tries, from the innermost out. */
  interruptTries: 8,
  /** Breakpoints set in one function to stop its loop. */
  breakpoints: 40,
  /** Frames of a stack, those with locals, and variables of one frame. */
  frames: 50,
  framesWithLocals: 10,
  locals: 25,
  /** Budget of one variable in a stack: a line. */
  walkLocal: { depth: 1, items: 6, chars: 80, nodes: 25, waitMs: 10 },

  /** Functions watched at once, by all shells. */
  watches: 32,
  /** Calls that may be shown are granted in portions of this. */
  refillMs: 100,
  /** What counting a call costs that is not shown, nanoseconds: see `npm run bench`. */
  countedCallNs: 5,
  /** Calls that can be made once more: how many, how long they are kept, and what one may hold. */
  recordings: 100,
  recordingMs: 600_000,
  recordedNodes: 1_000,
  recordedChars: 65_536,
  /** Async functions followed at once by one request, calls of them that are held, and those that are told. */
  followedFunctions: 200,
  followedCalls: 10_000,
  callsInFlight: 100,
  /** How long calls are followed after somebody asked for them. */
  followMs: 60_000,
  /** Part of the main thread's time that a watch may take, and how far it may go beyond: then it leaves calls out. */
  watchShare: 0.05,
  watchDebtMs: 50,
  /** What took longer is compared with the time that the process was let run. */
  dearMs: 10,
  cpuEveryMs: 5,
  /** Showing one call may not take longer, or no more are shown: it holds a million keys, say. */
  dearCallMs: 200,
  /** Arguments of a watched call, and the budget of each: a line, and at most a few ten microseconds. */
  watchedArguments: 10,
  walkCall: { depth: 2, items: 10, chars: 120, nodes: 60, waitMs: 20 },
  /** How often a probe is put in again when a patch came in between, and how long that waits. */
  probeAttempts: 20,
  probeAgainMs: 50,

  /** Handles of one kind that are told with their addresses. */
  handleDetails: 20,
  /** A plan counts live instances itself where that holds the main thread no longer than this. */
  countPauseMs: 200,
  /** How long the agent's thread searches modules for who uses what an edit changes, and how many places it tells of each. */
  searchMs: 2_000,
  usesTold: 50,
  /** Walking the heap holds main about 1 s for 100 MB of small objects; a snapshot 5 s. */
  heapWalkMsPerMb: 10,
  snapshotMsPerMb: 50,
  /** Counting every object: it holds main for 15 ms and takes 2.4 MB besides for each MB of a heap of small ones. */
  censusMsPerMb: 15,
  censusBytesPerByte: 2.4,
  /** Classes that a census names: the most frequent ones, and as many of those that grew most. */
  heapClasses: 30,
  /** Allocations between two that are sampled, and the functions that are named. */
  allocationBytes: 32_768,
  allocatingFunctions: 50,
  /** How often it is told how far a snapshot is. */
  progressMs: 100,
  /** Budget of one instance of a class. */
  walkInstance: { depth: 1, items: 20, chars: 200, nodes: 60, waitMs: 20 },
  /** Sampling interval of a CPU profile: 1 ms is what DevTools takes. */
  profileIntervalUs: 1_000,

  /** Results, and declared names, that are kept for one shell: what one looks back at. */
  results: 100,
  /** Handles of values that one shell may hold, and how long one is kept that is not used. */
  handles: 2_000,
  handleLeaseMs: 300_000,
  /** A page of branches: how long it may take, budget of each, and the length from which keys are not listed. */
  branchesMs: 50,
  branchLimit: 200,
  branchKeys: 10_000,
  walkBranch: { depth: 0, items: 8, chars: 120, nodes: 20, waitMs: 3 },
  /** Names offered to complete a word, how long finding them may take, and how long a preview may. */
  candidates: 200,
  completionMs: 15,
  previewMs: 25,

  /** How long the exit of the process may wait for the inspector to be let go; it takes 0.4 ms, longer where all cores are busy. */
  exitMs: 2_000,
  /** How long `git rev-parse` may take. */
  gitMs: 2_000,
  /** Things told that a patch left behind: they go into the space that the journal keeps in reserve. */
  leftBehind: 10,
  /** Reasons quoted when a plan is refused. */
  quotedReasons: 3,
} as const;
