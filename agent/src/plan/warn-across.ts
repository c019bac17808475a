import { warnOfHalfFilled } from './half-filled.ts';
import { warnOfHalfLoaded } from './half-loaded.ts';
import { warnOfLater } from './left-behind.ts';
import { Links } from './links.ts';
import type { ModuleHistory } from './module-history.ts';
import { warnOfOtherOrder } from './other-order.ts';
import type { Proposal } from './proposal.ts';
import { warnOfEarlyCalls } from './ran-elsewhere.ts';

/** Tells what an edit of some modules means to others that loaded before it, and to a start after it. */
export function warnAcross(
  modules: readonly ModuleHistory[],
  proposals: ReadonlyMap<ModuleHistory, Proposal>,
  displayPath: (url: string) => string,
  standsIn: boolean,
): void {
  const links = new Links(modules);
  warnOfEarlyCalls(links, proposals, displayPath);
  warnOfHalfLoaded(modules, links, proposals, displayPath);
  warnOfOtherOrder(modules, links, proposals, displayPath);
  warnOfHalfFilled(modules, proposals);
  warnOfLater(modules, proposals.values(), standsIn);
}
