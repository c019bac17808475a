import { readCanary, readProbation, tryoutOf } from '../../../commands/tryout-options.ts';
import { clockTime } from '../../../print/figures.ts';
import { sanitizeLine } from '../../../print/sanitize.ts';
import { Failure } from '../../../failure.ts';
import { say } from '../../theme.ts';
import type { Stage } from '../view.ts';
import type { PlannedEdit } from '../../../change/plan-edit.ts';
import { nothingTold } from '../../../change/consequences.ts';
import { type Course, stop } from './course.ts';
import { tellConsequences } from './following.ts';

/** Opens the editor on the text, and checks what it leaves. */
export async function edit(course: Course): Promise<void> {
  const { stage, change, beginning, ended } = course;
  if (beginning.is !== 'edit') return;
  course.to({ is: 'editing' });
  try {
    const draft =
      course.state.draft ?? (await change.open(stage.channel(), beginning.file, (at, file) => goesOn(stage, at, file)));
    course.keep({ draft });
    if (ended.aborted) return;
    await stage.lend(() => change.edit(draft, ended));
  } catch (error) {
    stop(course, 'edit', error);
    return;
  }
  await check(course);
}

async function goesOn(stage: Stage, at: Date, file: string): Promise<boolean> {
  if (await stage.ask(`Go on with the text of ${clockTime(at.toISOString())}, which was not loaded?`)) return true;
  stage.print([say(`The text of ${clockTime(at.toISOString())} stays in ${sanitizeLine(file)}.`, 'muted')]);
  return false;
}

/** Compiles, checks the types, and asks the process what the edit would do; changes nothing. */
export async function check(course: Course): Promise<void> {
  const { stage, change, beginning } = course;
  course.to({ is: 'checking' });
  try {
    const { draft } = course.state;
    const channel = stage.channel();
    const patches = await channel.call('patches', {});
    course.keep({ standing: new Map(patches.map(({ id, state }) => [id, state])) });
    if (draft === undefined) {
      const files = beginning.is === 'patch' ? beginning.files : [];
      showPlan(course, await change.plan(channel, files, course.state.tryout));
      return;
    }
    const edited = await change.read(draft);
    if (edited === undefined) throw nothingEdited();
    showPlan(course, await change.planDraft(channel, edited, course.state.tryout));
  } catch (error) {
    stop(course, error instanceof Failure && error.code === 'nothing_edited' ? 'edit' : 'check', error);
  }
}

/** The plan first: what follows from it may take the process a moment. */
function showPlan(course: Course, planned: PlannedEdit): void {
  const seen = course.stage.seen.concerning(planned.plan);
  course.keep({ told: nothingTold, seen, adds: course.state.adds.filter((one) => seen.includes(one)) });
  course.to({ is: 'planned', planned });
  void tellConsequences(course, planned);
}

/** Asks for which calls it is to be loaded and for how long it is to be watched, and plans for that. */
export async function tryOut(course: Course): Promise<void> {
  const { stage } = course;
  const { canary, probation } = course.state.tryout;
  const calls = canary?.share === undefined ? (canary?.when ?? '5%') : `${canary.share * 100}%`;
  const choice = await stage.askText('For which calls? (5%, a condition, or nothing for all) ', calls);
  if (choice === undefined) return;
  const time = probation === undefined ? '2m' : `${Math.round(probation.forMs / 1_000)}s`;
  const watched = await stage.askText('Watch it for how long? (2m, or nothing) ', time);
  if (watched === undefined) return;
  try {
    const tryout = tryoutOf({
      ...(choice.trim() === '' ? {} : { canary: readCanary(choice) }),
      ...(watched.trim() === '' ? {} : { probation: readProbation(watched.trim()) }),
    });
    course.keep({ tryout });
  } catch (error) {
    // What the readers of the command line complain with.
    return stage.notice((error as Error).message);
  }
  await check(course);
}

/** Throws the text away and leaves. */
export async function discard({ stage, change, state, keep }: Course): Promise<void> {
  const { draft } = state;
  if (draft === undefined || !(await stage.ask(`Throw the text of ${draft.path} away?`))) return;
  await change.drop(draft);
  keep({ draft: undefined });
  stage.back();
}

function nothingEdited(): Failure {
  return new Failure('nothing_edited', 'The text is what runs: nothing was edited.', {
    hint: 'e opens the editor again, q leaves.',
    exit: 'no',
  });
}
