/** Names a thread of a process, as it stands after an article: `thread` is the number of a worker thread. */
export function threadName(thread: number | undefined): string {
  return thread === undefined ? 'main thread' : `worker thread ${thread}`;
}
