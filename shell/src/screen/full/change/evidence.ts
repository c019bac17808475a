import type { Seen } from '../../../change/seen-log.ts';
import { sanitizeLine } from '../../../print/sanitize.ts';
import type { ChangeState } from './change-state.ts';
import type { Course } from './course.ts';

/** What was seen of the functions that change, and does not go into the request yet. */
export function unadded({ seen, adds }: Pick<ChangeState, 'seen' | 'adds'>): Seen[] {
  return seen.filter((one) => !adds.includes(one));
}

/** Asks whether those who review the patch may see what was seen of it. */
export async function addEvidence({ stage, state, keep }: Course): Promise<void> {
  const more = unadded(state);
  const titles = sanitizeLine(more.map(({ title }) => title).join('; '));
  const agreed = await stage.ask(`Add to the request, for everybody who can read it: ${titles}?`);
  if (!agreed) return stage.notice('Nothing was added.');
  keep({ adds: [...state.adds, ...more] });
}
