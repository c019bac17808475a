import type { Doing } from '@suture/protocol/presence.js';
import type { ChangeState } from './change-state.ts';
import type { ChangeBeginning } from './course.ts';

/** What others are told of a change: null before it has begun and when it runs. */
export function doingOf({ phase, draft }: ChangeState, beginning: ChangeBeginning): Doing | null {
  const named = beginning.is === 'edit' ? [draft?.path ?? beginning.file] : beginning.files;
  const of = 'planned' in phase ? phase.planned.edit.origin.files.map(({ path }) => path) : named;
  switch (phase.is) {
    case 'editing':
    case 'stopped':
      return { what: 'edits', of: [...of] };
    case 'checking':
    case 'planned':
      return { what: 'plans', of: [...of] };
    case 'loading':
      return { what: 'loads', of: [...of] };
    case 'unknown':
    case 'live':
      return null;
  }
}
