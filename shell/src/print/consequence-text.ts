import type { Underway, UseKind } from '@suture/protocol/consequences.js';
import type { ToldChange, ToldUse } from '../change/consequences.ts';
import { count, duration } from './figures.ts';

/** How many places are written out; the others are counted. */
const written = 3;

/** Says who uses what a change is about: one sentence for each way of using it. */
export function usesText({ uses, moreUses }: ToldChange, isFunction: boolean): string[] {
  const of = (kind: UseKind): readonly ToldUse[] => uses.filter((use) => use.kind === kind);
  const parts = [
    listed(isFunction ? 'called from' : 'called or read from', of('call')),
    listed(isFunction ? 'handed on in' : 'read in', of('use')),
    listed('a member of that name is used in', of('name'), '; of which object cannot be told'),
    ...(moreUses > 0 ? [`used in ${count(moreUses, 'more place')}`] : []),
  ].filter((part) => part !== '');
  return parts.length > 0 ? parts : ['no use of it by name in the loaded modules'];
}

/** Says which calls are under way, as far as it is known; `how` is what would follow them. */
export function underwayText({ known, versions, followedMs, canBeFollowed }: Underway, how: string): string {
  const bodies = versions.map(({ patch, count: n }) => `${n} in ${patch === null ? 'the build' : `patch ${patch}`}`);
  const since = followedMs === undefined ? '' : `; followed for ${duration(followedMs)}, older ones are not seen`;
  switch (known) {
    case 'none':
      return 'in flight: none, each call ends before a patch comes in';
    case 'counted':
      return `in flight: ${bodies.join(', ')}`;
    case 'atLeast':
      return `in flight: ${bodies.join(', ') || 'none'}${since || '; there may be more'}`;
    case 'unknown':
      return `in flight: not known${canBeFollowed ? `; ${how}` : ''}`;
  }
}

/** Says that not all was searched; empty when it was. */
export function unsearchedText(unsearched: number): string {
  return unsearched === 0
    ? ''
    : `${count(unsearched, 'module')} could not be searched in time: there may be more uses.`;
}

function listed(how: string, uses: readonly ToldUse[], behind = ''): string {
  if (uses.length === 0) return '';
  const shown = uses.slice(0, uses.length === written + 1 ? written + 1 : written);
  const places = shown.map((use) => `${use.function || 'the top level'} (${use.path}:${use.line})`);
  const more = uses.length - shown.length;
  const all = more > 0 ? `${places.join(', ')} and ${more} more` : places.join(', ');
  return `${how} ${all}${behind}`;
}
