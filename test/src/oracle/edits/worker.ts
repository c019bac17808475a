import { mutate } from '../mutation.ts';
import { explain } from './kept-state.ts';
import { difference, differing, Laboratory, type Live } from './laboratory.ts';
import type { Edit, EditOutcome, EditTask, Reached, ReachedTask } from './task.ts';

const task = await new Promise<EditTask | ReachedTask>((resolve) => process.once('message', resolve));
const say = (told: EditOutcome | Reached): void => void process.send?.(told);
// Of an edited package, later on: nobody's.
process.on('uncaughtException', () => {});
process.once('disconnect', () => process.exit());
const laboratory = new Laboratory(task);

/** Makes an edit of what runs, and takes it back. */
async function attempt(
  { number, path, mutation }: Edit,
  live: Live,
  unsteady: ReadonlySet<string>,
): Promise<EditOutcome> {
  const source = mutate(laboratory.source(path), mutation);
  const answers = await laboratory.restarted(`fresh ${number}`, { path, source });
  if (!answers) return { number, kind: 'no start' };
  say({ number, kind: 'known' });
  const { expected, restless } = answers;
  const untouched = await live.calls();
  const isSeen = difference(expected, untouched, restless, unsteady) !== undefined;
  const id = `edit ${number}`;
  const { plan, program } = live.plan(id, { path, source });
  const [refusal] = plan.modules.flatMap((module) => module.refusals);
  const warnings = plan.modules.flatMap((module) => module.warnings);
  if (refusal) return { number, kind: 'refused', detail: refusal.reason };
  const said = warnings.map(({ line, function: name, reason }) => `${line} ${name}: ${reason}`).join('\n  ');
  if (!program && !isSeen) return { number, kind: 'unseen' };
  if (!program) return { number, kind: said === '' ? 'differs' : 'warned', detail: said || 'the plan sees no change' };
  const failed = await laboratory.inForce(program);
  if (failed !== undefined) return { number, kind: 'differs', detail: failed };
  const unlike = difference(expected, await live.calls(), restless, unsteady);
  const isStuck = await laboratory.rollBack(id);
  if (isStuck !== undefined) return { number, kind: 'differs', detail: isStuck };
  const left = difference(untouched, await live.calls(), unsteady);
  if (left !== undefined) return { number, kind: 'differs', ...left, detail: `after the rollback ${left.detail}` };
  if (unlike === undefined) return { number, kind: isSeen ? 'equal' : 'unseen' };
  if (warnings.length === 0) return { number, kind: 'differs', ...unlike };
  return { number, kind: 'warned', detail: `${said}\n  ${unlike.detail}` };
}

const broken =
  ({ number }: Edit) =>
  (error: Error): EditOutcome => ({ number, kind: 'differs', detail: `the engine threw ${error.stack}` });

if ('reached' in task) {
  say({ reached: await laboratory.reached() });
} else if (task.explain) {
  for (const edit of task.edits) say(await explain(laboratory, edit, task.explain, say).catch(broken(edit)));
} else {
  const begin = performance.now();
  const live = await laboratory.live('live');
  const first = await live.calls();
  // Calls that give something else each time, whatever the source is.
  const unsteady = new Set(differing(first, await live.calls()));
  const usualMs = performance.now() - begin;
  for (const edit of task.edits) {
    say({ number: edit.number, kind: 'begun', usualMs });
    const outcome = await attempt(edit, live, unsteady).catch(broken(edit));
    say(outcome);
    // What an edit left in this process would be there for the next one.
    if (outcome.kind === 'differs' || outcome.kind === 'warned') break;
  }
}
process.exit();
