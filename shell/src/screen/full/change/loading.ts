import type { Patch } from '@suture/protocol/patch.js';
import { type PlannedEdit, refusalOf } from '../../../change/plan-edit.ts';
import { targetOf } from '../../../connect/named.ts';
import { leftLines, loadedText, rolledBackText } from '../../../print/patch-text.ts';
import { paintFor } from '../../../print/paint.ts';
import { recordLine } from '../../../print/record-line.ts';
import { promotedText } from '../../../print/trial-text.ts';
import { sanitizeLine } from '../../../print/sanitize.ts';
import { errorLines, textLines } from '../../answers.ts';
import { say } from '../../theme.ts';
import type { Stage } from '../view.ts';
import type { Phase } from './change-state.ts';
import { asFailure } from '../as-failure.ts';
import { type Course, stop } from './course.ts';

type Live = Extract<Phase, { is: 'live' }>;

/** Asks why and whether, then loads. What became of it is printed above the prompt, whether the view is still open or not. */
export async function load(course: Course, planned: PlannedEdit): Promise<void> {
  const { stage, change } = course;
  const why = (course.state.why ?? (await stage.askText('What was wrong? (for the commit) ')))?.trim();
  if (why === undefined || why === '') return stage.notice('A patch needs its reason; nothing was changed.');
  course.keep({ why });
  const { name } = stage.channel().greeting;
  const types = refusalOf(planned, false) === undefined ? '' : ' although the types do not fit';
  const agreed = await stage.ask(
    `Load this into ${sanitizeLine(name)} (${targetOf(stage.channel().greeting)})${types}?`,
  );
  if (!agreed) return stage.notice('Nothing was changed.');
  const { phase } = course.state;
  // A plan that was made again meanwhile is not the one that was agreed to.
  if (phase.is !== 'planned' || phase.planned !== planned) return stage.notice('The plan has changed: read it again.');
  course.to({ is: 'loading', planned, step: 'journal', id: undefined });
  let id = '';
  try {
    const loaded = await change.load(stage.channel(), planned, why, {
      seen: course.state.adds,
      onStep: (step, known) => {
        id = known;
        if (step !== 'record') return course.to({ is: 'loading', planned, step, id });
        course.to({ is: 'live', planned, id, patch: undefined, loaded: undefined, record: undefined });
        course.watch();
      },
      mayFork: (where) => mayFork(stage, where),
    });
    const now = course.state.phase;
    const patch = now.is === 'live' ? now.patch : undefined;
    course.to({ is: 'live', planned, id: loaded.id, patch, loaded, record: loaded });
    const { record, waiting } = loaded;
    const late = waiting ? [say(`record        ${sanitizeLine(recordLine(record, waiting))}`, 'warning')] : [];
    stage.print([...textLines(loadedText(name, loaded, paintFor(false), planned.tryout)), ...late]);
    if (course.state.draft !== undefined) await change.drop(course.state.draft);
  } catch (error) {
    const failure = asFailure(error);
    if (failure.code === 'outcome_unknown') course.to({ is: 'unknown', planned, id, failure });
    else stop(course, 'load', failure);
    stage.print(errorLines(failure));
  }
}

/** Asks the process what it has of the patch; changes nothing, so it may be done at any time. */
export async function look(course: Course): Promise<void> {
  const { phase } = course.state;
  if (phase.is !== 'live' && phase.is !== 'unknown') return;
  let patch: Patch | undefined;
  try {
    patch = (await course.stage.channel().call('patches', {})).find(({ id }) => id === phase.id);
  } catch {
    return; // The status row says that the connection is lost.
  }
  const now = course.state.phase;
  if (now.is === 'live' && patch !== undefined) course.to({ ...now, patch });
  if (now.is !== 'unknown') return;
  if (patch === undefined) return course.keep({ meanwhile: 'The process answers, and knows nothing of the patch.' });
  const { planned, id } = now;
  course.to({ is: 'live', planned, id, patch, loaded: undefined, record: { record: patch.record } });
  course.watch();
}

/** Gives a canary to every call; asks first. */
export async function keep(course: Course, { id }: Live): Promise<void> {
  const { stage, change } = course;
  const { name } = stage.channel().greeting;
  if (
    !(await stage.ask(`Give ${id} to every call of ${sanitizeLine(name)} (${targetOf(stage.channel().greeting)})?`))
  ) {
    return stage.notice('Nothing was changed.');
  }
  try {
    const channel = stage.channel();
    const promoted = await change.promote(channel, await change.findPatch(channel, id));
    stage.print([say(promotedText(name, promoted))]);
    await look(course);
  } catch (error) {
    stage.notice(sanitizeLine(asFailure(error).message));
    stage.print(errorLines(error));
  }
}

/** Takes the patch out again; asks first. */
export async function undo(course: Course, { id }: Live): Promise<void> {
  const { stage, change } = course;
  const { name } = stage.channel().greeting;
  if (!(await stage.ask(`Take ${id} out of ${sanitizeLine(name)} (${targetOf(stage.channel().greeting)})?`)))
    return stage.notice('Nothing was changed.');
  try {
    const channel = stage.channel();
    const out = await change.rollBack(channel, await change.findPatch(channel, id));
    stage.print([...textLines(rolledBackText(name, out)), ...leftLines(out).map((line) => say(line, 'warning'))]);
    await look(course);
  } catch (error) {
    stage.notice(sanitizeLine(asFailure(error).message));
    stage.print(errorLines(error));
  }
}

/** Takes a record that has not landed as far as it goes. */
export async function record(course: Course, before: Live): Promise<void> {
  const { stage, change } = course;
  course.to({ ...before, record: undefined });
  const outcome = await change.record(stage.channel(), before.id, (where) => mayFork(stage, where));
  const { phase } = course.state;
  if (phase.is === 'live') course.to({ ...phase, record: outcome });
  stage.print([say(`record        ${sanitizeLine(recordLine(outcome.record, outcome.waiting))}`)]);
}

function mayFork(stage: Stage, where: string): Promise<boolean> {
  return stage.ask(`You may not push to ${sanitizeLine(where)}. Make a fork of yours, and push there from now on?`);
}
