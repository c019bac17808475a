import type { Greeting } from '@suture/protocol/process.js';

/** What of a greeting says which process, or which of its worker threads, somebody is talking to. */
export type Named = Pick<Greeting, 'name' | 'pid' | 'thread'>;

/** Gives what says which process it is. */
export function named({ name, pid, thread }: Named): Named {
  return thread === undefined ? { name, pid } : { name, pid, thread };
}

/** The target that names a process by its pid, or a worker thread of it: `4121`, `4121/3`. */
export function targetOf({ pid, thread }: Pick<Named, 'pid' | 'thread'>): string {
  return thread === undefined ? String(pid) : `${pid}/${thread}`;
}

/** Whether two greetings come from the same start of the same thread. */
export function isSameThread(a: Greeting, b: Greeting): boolean {
  return a.pid === b.pid && a.thread === b.thread && a.startedAt === b.startedAt;
}
