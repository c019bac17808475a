/** What the worker threads of a script are called in the ledger: the script may be the main thread's as well. */
export function workerService(script: string): string {
  return `worker thread of ${script}`;
}
