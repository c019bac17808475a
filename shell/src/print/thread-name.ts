/** Names a thread of a process within a sentence: `thread` is the number of a worker thread. */
export function threadName(thread: number | undefined): string {
  return thread === undefined ? 'the main thread' : `worker thread ${thread}`;
}

/** The same at the beginning of a sentence. */
export function threadFirst(thread: number | undefined): string {
  return thread === undefined ? 'The main thread' : `Worker thread ${thread}`;
}
