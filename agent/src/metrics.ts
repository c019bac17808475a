import { livePatchesSymbol } from './bridge/mention.ts';

/**
 * Gives the live patches of this process, each as `ID (address of its pull request)`, for a gauge of the application's own
 * metrics. Empty when there are none, and in a process that runs without the agent.
 */
export function livePatches(): readonly string[] {
  // The application may have another copy of this package than the one that it was started with.
  const read: unknown = Reflect.get(globalThis, livePatchesSymbol);
  return typeof read === 'function' ? (read() as readonly string[]) : [];
}
