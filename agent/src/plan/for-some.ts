import type { Change, Remark } from '@suture/protocol/plan.js';
import { functionNode } from '../syntax/parameters.ts';
import type { Site } from '../syntax/scope.ts';
import { linesOf } from './moved/written.ts';
import type { Proposal } from './proposal.ts';
import type { State } from './state.ts';

const moreThanBodies: Readonly<Record<string, string>> = {
  body: 'this makes other objects or functions for all of them',
  added: 'what it evaluates is there for all of them',
  removed: 'it would be gone for all of them',
  constant: 'its value changes for all of them',
  rebound: 'what it reads, or makes, changes for all of them',
  member: 'objects would have it for all of them',
  export: 'other modules would read it for all of them',
};

/** Says what of an edit cannot be for some calls alone: everything but new bodies, and functions that only those call. */
export function whyNotForSome({ changes, delta }: Proposal): Remark[] {
  const functions = new Set(delta.overlay.filter(({ type }) => type === 'function').map(({ name }) => name));
  const others = delta.members.filter(({ kind }) => kind !== 'length');
  const members = new Set(others.map((member) => `${member.class.name}.${member.key}`));
  const isForSome = ({ kind, function: name, note }: Change): boolean =>
    kind === 'body' ? note === undefined && !members.has(name) : kind === 'added' && functions.has(name);
  return changes
    .filter((change) => !isForSome(change))
    .map(({ kind, function: name, line }) => ({
      reason: `A canary changes bodies for some calls, but ${moreThanBodies[kind] ?? 'this is for all of them'}.`,
      function: name,
      line,
    }));
}

/** Warns of functions that change together and may meet each other's old bodies in the middle of one request. */
export function warnOfMixing(proposals: readonly Proposal[]): void {
  const bodies = proposals.flatMap((proposal) => [...proposal.delta.bodies.keys()].map((site) => ({ proposal, site })));
  if (bodies.length < 2) return;
  for (const { proposal, site } of bodies) {
    const node = functionNode(site);
    if (!node?.async && !node?.generator) continue;
    const { line } = linesOf(proposal.state.reading.analysis).at(site.node.start);
    const after = node.generator ? 'While its iterator runs' : 'After an `await` in it';
    const reason = `${after}, calls of the other functions of this patch choose anew between old and new.`;
    proposal.warnings.push({ reason, function: site.path, line });
  }
}

/** Says which functions of an edit run as a canary of another patch, which would be lost or given to all calls by it. */
export function whyNotOver(current: State, { state }: Proposal, canaries: ReadonlySet<string>): Remark[] {
  const remarks: Remark[] = [];
  for (let below: State | null = current; below; below = below.parent) {
    if (below.patch === null || !canaries.has(below.patch)) continue;
    for (const site of state.reading.analysis.sites) {
      const lineage = state.lineages[site.index];
      if (lineage === undefined || !below.changed.has(lineage) || !isRemade(site, state)) continue;
      const { line } = linesOf(state.reading.analysis).at(site.node.start);
      const reason = `It runs for some calls with patch ${below.patch}: promote that one, or roll it back, first.`;
      remarks.push({ reason, function: site.path, line });
    }
  }
  return remarks;
}

/** Whether a function is made anew, by itself or as a part of one around it. */
function isRemade(site: Site, { changed, lineages }: State): boolean {
  for (let from: Site | null = site; from; from = from.parent)
    if (changed.has(lineages[from.index] as number)) return true;
  return false;
}
