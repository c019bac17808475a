import type { Reach } from './reach.ts';

/** Where the agent's thread finds, through the inspector, what must be there while a thread is stuck. */
export const reachSymbol = 'suture.look';

/** Runs on a thread of the application: puts the reach where the inspector finds it. It is loaded when that first asks. */
export function publishReach(get: () => Reach): void {
  Object.defineProperty(globalThis, Symbol.for(reachSymbol), { get, configurable: true });
}
