import { mutate } from '../mutation.ts';
import { type Answers, difference, differing, type Edited, type Laboratory, type Outcomes } from './laboratory.ts';
import type { Edit, EditOutcome } from './task.ts';
import { probed, rangeOf, withProbe, withTurns } from './with-probe.ts';

/**
 * Says whether state alone makes a patched process answer otherwise than a restarted one. A patch keeps what calls have left in
 * variables, closures and objects (a pool that was filled, a result that was cached), a restart does not. It is state, and
 * nothing of the patch, when both of these hold:
 * - copies that were not called before the patch answer as the restarted one, and those that were not called before it was
 *   rolled back as one that never had it;
 * - copies that were called before do not, and the former body of the function that the edit is in does not run in them.
 */
export async function explain(
  laboratory: Laboratory,
  edit: Edit,
  calls: readonly string[],
  say: (told: EditOutcome) => void,
): Promise<EditOutcome> {
  const { number, path, mutation } = edit;
  const source = mutate(laboratory.source(path), mutation);
  // Each of these takes its time, and silence is taken for a loop.
  const goOn = (): void => say({ number, kind: 'known' });
  const before = await steady(laboratory, goOn, `${number} before`);
  const after = await steady(laboratory, goOn, `${number} after`, { path, source });
  if (!before || !after) return { number, kind: 'no start', detail: 'it does not start every time' };
  if (calls.every((call) => after.restless.has(call) || before.restless.has(call)))
    return { number, kind: 'no start', detail: 'it answers by chance' };
  let because = await unworn(laboratory, `${number} unworn`, { path, source }, before, after);
  goOn();
  if (because !== undefined && (await isInTurn(laboratory, edit, source, before))) return { number, kind: 'turns' };
  because ??= await worn(laboratory, edit, before, after);
  return because === undefined ? { number, kind: 'kept' } : { number, kind: 'differs', detail: because };
}

/** What several starts answer alike. */
async function steady(
  laboratory: Laboratory,
  goOn: () => void,
  name: string,
  edited?: Edited,
): Promise<Answers | undefined> {
  const restless = new Set<string>();
  let first: Answers | undefined;
  for (let start = 0; start < 4; start++) {
    const answers = await laboratory.restarted(`${name} ${start}`, edited);
    goOn();
    if (!answers) return undefined;
    first ??= answers;
    for (const call of [...answers.restless, ...differing(first.expected, answers.expected)]) restless.add(call);
  }
  return first && { ...first, restless };
}

/** How the answers of copies that nobody called before differ. */
async function unworn(
  laboratory: Laboratory,
  name: string,
  edited: Edited,
  before: Answers,
  after: Answers,
): Promise<string | undefined> {
  const unlike = ({ expected }: Answers, found: Outcomes): string | undefined =>
    difference(expected, found, before.restless, after.restless)?.detail;

  const patched = await laboratory.live(`${name} patched`);
  const failed = await laboratory.patch(`${name} patched`, patched, edited);
  const different = failed ?? unlike(after, await patched.calls());
  if (different !== undefined) return `without a call before the patch ${different}`;

  const back = await laboratory.live(`${name} back`);
  const stuck = (await laboratory.patch(`${name} back`, back, edited)) ?? (await laboratory.rollBack(`${name} back`));
  const left = stuck ?? unlike(before, await back.calls());
  return left && `without a call before the rollback ${left}`;
}

/**
 * Says whether a patched copy answers as one that was started with the promise of the edited async function passed through another
 * one: the guard of an async function gives the promise of the new body, and that takes two turns of the queue of microtasks.
 */
async function isInTurn(laboratory: Laboratory, edit: Edit, source: string, before: Answers): Promise<boolean> {
  const { number, path, mutation } = edit;
  const turned = withTurns(source, laboratory.format(path), rangeOf(mutation));
  const after =
    turned === undefined ? undefined : await laboratory.restarted(`${number} turned`, { path, source: turned });
  if (!after) return false;
  const name = `${number} in turn`;
  const patched = await laboratory.live(name);
  if ((await laboratory.patch(name, patched, { path, source })) !== undefined) return false;
  return difference(after.expected, await patched.calls(), before.restless, after.restless) === undefined;
}

/** Why the answers of copies that were called before are no matter of their state. */
async function worn(laboratory: Laboratory, edit: Edit, before: Answers, after: Answers): Promise<string | undefined> {
  const { number, path, mutation } = edit;
  const names = { patched: `${number} patched`, back: `${number} back` };
  const [published, format] = [laboratory.source(path), laboratory.format(path)];
  const edited = mutate(published, mutation);
  const former = withProbe(published, format, mutation, 'former');
  const later = withProbe(edited, format, rangeOf(mutation), 'later');
  // What a module does at its top level is no body that calls run.
  if (former === undefined || later === undefined) return 'it is in no function';
  const isUnlike = ({ expected }: Answers, found: Outcomes): boolean =>
    difference(expected, found, before.restless, after.restless) !== undefined;

  const patched = await laboratory.live(names.patched, { path, source: former });
  for (let times = 0; times < 4; times++) await patched.calls();
  const failed = await laboratory.patch(names.patched, patched, { path, source: edited });
  if (failed !== undefined) return failed;
  probed.clear();
  const isUnlikePatched = isUnlike(after, await patched.calls());
  if (probed.has('former')) return 'the former body runs after the patch';

  const back = await laboratory.live(names.back);
  await back.calls();
  const refused = await laboratory.patch(names.back, back, { path, source: later });
  if (refused !== undefined) return refused;
  await back.calls();
  const stuck = await laboratory.rollBack(names.back);
  if (stuck !== undefined) return stuck;
  probed.clear();
  const isUnlikeBack = isUnlike(before, await back.calls());
  if (probed.has('later')) return 'the body of the patch runs after the rollback';
  return isUnlikePatched || isUnlikeBack ? undefined : 'it takes the edits before it to come to that';
}
