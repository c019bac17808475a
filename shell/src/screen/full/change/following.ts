import { askConsequences, type ToldChange, type ToldConsequences } from '../../../change/consequences.ts';
import type { PlannedEdit, ReadableChange } from '../../../change/plan-edit.ts';
import type { Channel } from '../../../connect/channel.ts';
import { sanitizeLine } from '../../../print/sanitize.ts';
import { asFailure } from '../as-failure.ts';
import type { Course } from './course.ts';

/** Asks who uses what a plan changes and what of it is under way; the plan is on the screen meanwhile. */
export async function tellConsequences(course: Course, planned: PlannedEdit): Promise<void> {
  let told: ToldConsequences;
  try {
    told = await askConsequences(course.stage.channel(), planned);
  } catch (error) {
    return course.stage.notice(sanitizeLine(asFailure(error).message));
  }
  if (!isOf(course, planned)) return;
  course.keep({ told });
  // What was followed before the text was edited again is followed on.
  if (course.state.follows) course.watch();
}

/** Follows the calls of the async functions that are changed, from now on and while the view is open. */
export function follow(course: Course): void {
  course.keep({ follows: true });
  course.watch();
}

/** Whether some function of a plan can be followed and is not yet. */
export function canFollow({ told, follows }: Course['state']): boolean {
  return !follows && [...told.changes.values()].some(({ underway }) => underway?.canBeFollowed);
}

/** Asks which calls are under way now, of the functions that are followed. */
export async function lookAtCalls(course: Course): Promise<void> {
  const { told, phase } = course.state;
  if (!('planned' in phase)) return;
  const { planned } = phase;
  const channel = course.stage.channel();
  const changes = new Map(told.changes);
  for (const { url, changes: ofModule } of planned.plan.modules) {
    for (const change of ofModule) {
      const one = told.changes.get(change);
      if (!one?.underway?.canBeFollowed) continue;
      try {
        changes.set(change, await followed(channel, url, change, one));
      } catch (error) {
        course.keep({ follows: false });
        return course.stage.notice(sanitizeLine(asFailure(error).message));
      }
    }
  }
  if (isOf(course, planned) && course.state.told === told) course.keep({ told: { ...told, changes } });
}

async function followed(channel: Channel, url: string, change: ReadableChange, one: ToldChange): Promise<ToldChange> {
  const { versions, lookingMs } = await channel.call('inflight', { module: url, function: change.function, forMs: 0 });
  return { ...one, underway: { known: 'atLeast', versions, followedMs: lookingMs, canBeFollowed: true } };
}

function isOf({ state: { phase } }: Course, planned: PlannedEdit): boolean {
  return 'planned' in phase && phase.planned === planned;
}
