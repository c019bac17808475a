import type { Method } from '@suture/protocol/requests.js';
import { done, refuse } from './answer.ts';
import type { Handlers } from './handlers.ts';

/** Refuses, in a worker thread, what goes through the inspector: it would be answered about the main thread. */
export function inWorker(handlers: Handlers, thread: number): Handlers {
  const refused = (method: Method) => () =>
    refuse('main_thread_only', `\`${method}\` is not possible in worker thread ${thread}.`);
  return {
    ...handlers,
    evaluate: refused('evaluate'),
    look: refused('look'),
    expand: refused('expand'),
    stack: refused('stack'),
    instances: refused('instances'),
    heap: refused('heap'),
    allocations: refused('allocations'),
    profile: refused('profile'),
    snapshot: refused('snapshot'),
    replay: refused('replay'),
    interrupt: refused('interrupt'),
    // Asked with every key: nothing to offer is an answer.
    complete: () => done({ word: '', candidates: [] }),
    preview: () => done({ text: null }),
  };
}
