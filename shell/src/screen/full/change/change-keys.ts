import { refusalOf } from '../../../change/plan-edit.ts';
import type { ViewKey } from '../view.ts';
import type { ChangeState } from './change-state.ts';
import { unadded } from './evidence.ts';
import { canFollow } from './following.ts';

const edit: ViewKey = { keys: ['e'], act: 'edit', shown: 'e', does: 'edit' };
const again: ViewKey = { keys: ['R'], act: 'check', shown: 'R', does: 'check again' };
const hunks: readonly ViewKey[] = [
  { keys: [']'], act: 'nextHunk', shown: ']', does: 'next hunk' },
  { keys: ['['], act: 'lastHunk', shown: '[', does: 'hunk before' },
];
const load: ViewKey = { keys: ['l'], act: 'load', shown: 'l', does: 'load; asks' };
const loadAnyway: ViewKey = { keys: ['L'], act: 'load', shown: 'L', does: 'load although the types do not fit; asks' };
const discard: ViewKey = { keys: ['D'], act: 'discard', shown: 'D', does: 'throw the text away; asks' };
const tryOut: ViewKey = { keys: ['c'], act: 'try', shown: 'c', does: 'for some calls, for a time' };
const keep: ViewKey = { keys: ['k'], act: 'keep', shown: 'k', does: 'keep for every call; asks' };
const undo: ViewKey = { keys: ['u'], act: 'undo', shown: 'u', does: 'undo; asks' };
const record: ViewKey = { keys: ['o'], act: 'record', shown: 'o', does: 'try the record again' };
const following: ViewKey = { keys: ['f'], act: 'follow', shown: 'f', does: 'follow its calls under way' };
const evidence: ViewKey = { keys: ['v'], act: 'evidence', shown: 'v', does: 'add what was seen to the request; asks' };
const look: ViewKey = { keys: ['R'], act: 'look', shown: 'R', does: 'ask again what became of it' };

/** What can be done with a change where it is now. */
export function changeKeys(state: ChangeState): readonly ViewKey[] {
  const { phase, draft } = state;
  const ofDraft = draft === undefined ? [] : [edit, discard];
  const calls = canFollow(state) ? [following] : [];
  // What cannot be done for some calls may be done for all of them.
  const otherwise = state.tryout.canary || state.tryout.probation ? [tryOut] : [];
  switch (phase.is) {
    case 'editing':
    case 'checking':
    case 'loading':
      return [];
    case 'stopped':
      return [...ofDraft.slice(0, 1), ...(phase.during === 'edit' ? [] : otherwise), again, ...ofDraft.slice(1)];
    case 'planned': {
      const types = refusalOf(phase.planned, false)?.code === 'types_refused';
      const loads = refusalOf(phase.planned, true) === undefined ? [types ? loadAnyway : load, tryOut] : otherwise;
      const seen = unadded(state).length > 0 ? [evidence] : [];
      return [...loads, ...ofDraft.slice(0, 1), ...seen, ...hunks, ...calls, again, ...ofDraft.slice(1)];
    }
    case 'unknown':
      return [look];
    case 'live': {
      const { patch, record: landed } = phase;
      if (patch !== undefined && patch.state !== 'live') return hunks;
      const onTrial = patch?.canary?.state === 'running';
      return [...(onTrial ? [keep] : []), undo, ...(landed?.waiting === undefined ? [] : [record]), ...hunks, ...calls];
    }
  }
}
