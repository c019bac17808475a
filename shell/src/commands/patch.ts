import type { Patch } from '@suture/protocol/patch.js';
import type { Command } from 'commander';
import type { LoadedEdit } from '../change/load-edit.ts';
import type { PlannedEdit, ReadablePlan } from '../change/plan-edit.ts';
import type { Channel } from '../connect/channel.ts';
import { targetOf } from '../connect/named.ts';
import { type Exit, Failure } from '../failure.ts';
import { addEditOptions, type EditOptions } from './edit-options.ts';
import type { Invocation, Run } from './invocation.ts';
import { addTryoutOptions, type TryoutOptions, tryoutOf } from './tryout-options.ts';

interface Options extends EditOptions, TryoutOptions {
  readonly message?: string;
  readonly evidence?: readonly string[];
  readonly yes?: true;
  readonly types: boolean;
}

/** Defines `suture patch [FILES…]`. */
export function definePatch(program: Command, run: Run): void {
  const command = program
    .command('patch')
    .description('load an edit into the process and record it as a pull request')
    .option('-m, --message <why>', 'what was wrong: becomes the commit and the pull request')
    .option('--evidence <file...>', 'what a watch or a replay printed: goes into the pull request, without secrets')
    .option('--yes', 'do not ask')
    .option('--no-types', 'load it although the type check complains');
  addTryoutOptions(addEditOptions(command)).action((files: string[], options: Options) =>
    run((invocation) => patch(invocation, files, options)),
  );
}

async function patch(invocation: Invocation, files: readonly string[], options: Options): Promise<Exit> {
  const { output } = invocation;
  const [
    { readEdit },
    { readMigrationFile },
    { readSeen },
    { authorOf },
    { planEdit, refusalOf },
    { loadEdit },
    { planText, previewText },
    { editNotes },
    consent,
  ] = await Promise.all([
    import('./read-edit.ts'),
    import('../change/migration.ts'),
    import('./read-seen.ts'),
    import('../change/author.ts'),
    import('../change/plan-edit.ts'),
    import('../change/load-edit.ts'),
    import('../print/plan-text.ts'),
    import('../print/edit-notes.ts'),
    import('../print/confirm.ts'),
  ]);
  if ((options.message ?? options.reviewed ?? '').trim() === '') throw noReason();
  consent.requireConsent(output, options.yes === true, 'A patch');
  const edit = await readEdit(invocation, files, { ...options, typeCheck: options.types });
  const migration = await readMigrationFile(invocation.cwd, options);
  const seen = await readSeen(invocation.cwd, options.evidence ?? []);
  const author = await authorOf(edit.checkout);
  const outbox = await invocation.outbox();
  const channel = await invocation.open();
  await mentionUnrecorded(invocation, channel);

  const how = { migrationFile: migration, tryout: tryoutOf(options) };
  const planned = await planBesideOthers(invocation, channel, () => planEdit(channel, edit, how));
  const { askConsequences, withConsequences } = await import('../change/consequences.ts');
  const told = await askConsequences(channel, planned);
  output.text(planText(planned.plan, planned.edit.types, output.paint, told));
  for (const note of editNotes(planned.edit)) output.note(note);
  output.text(`\n${previewText(planned.edit.preview, output.paint)}`);
  const refusal = refusalOf(planned, !options.types);
  if (refusal) throw refusal;
  const { name } = channel.greeting;
  await consent.confirm(output, options.yes === true, `Load this into ${name} (${targetOf(channel.greeting)})?`);

  const loaded = await loadEdit({
    channel,
    planned,
    outbox,
    why: options.message ?? edit.why ?? '',
    author,
    seen,
    mayFork: consent.forkQuestion(output),
  });
  const { loadedText } = await import('../print/patch-text.ts');
  output.text(loadedText(name, loaded, output.paint, planned.tryout));
  for (const note of loaded.notes ?? []) output.note(`Note: ${note}`);
  const tried = planned.tryout?.probation && (await standProbation(invocation, channel, loaded.id));
  return report(invocation, loaded, { plan: withConsequences(planned.plan, told), tried });
}

/** Waits for the end of a probation; fails when the patch was taken back. */
async function standProbation(invocation: Invocation, channel: Channel, id: string): Promise<Patch> {
  const { output } = invocation;
  const [{ watchProbation, whyGone }, { keepTried }, { trialLines }] = await Promise.all([
    import('../change/watch-probation.ts'),
    import('../change/keep-tried.ts'),
    import('../print/trial-text.ts'),
  ]);
  const tried = await watchProbation(channel, id);
  for (const line of trialLines(tried)) output.text(line);
  for (const note of await keepTried(await invocation.outbox(), [tried], invocation.env)) output.note(note);
  const gone = whyGone(tried);
  if (gone) throw gone;
  return tried;
}

function report(
  { output }: Invocation,
  loaded: LoadedEdit,
  { plan, tried }: { readonly plan: ReadablePlan; readonly tried: Patch | undefined },
): Exit {
  const { id, state, functions, pauseMs, record, waiting } = loaded;
  const { canary, probation } = tried ?? {};
  if (!waiting) {
    output.document({ id, state, functions, pauseMs, record, canary, probation, plan });
    return 'done';
  }
  throw new Failure('not_recorded', `The patch is live, but its record has not landed: ${waiting.message}`, {
    hint: waiting.hint.includes('outbox --retry') ? waiting.hint : `${waiting.hint} Then: suture outbox --retry`,
    exit: 'notRecorded',
    details: { id, state, functions, pauseMs, record },
  });
}

/** Plans; shows the live patches of the same files first, and where the edit cannot be carried over onto them. */
async function planBesideOthers(
  { output }: Invocation,
  channel: Channel,
  plan: () => Promise<PlannedEdit>,
): Promise<PlannedEdit> {
  const [{ neighbours }, { neighbourText }] = await Promise.all([
    import('../change/neighbours.ts'),
    import('../print/neighbour-text.ts'),
  ]);
  try {
    const planned = await plan();
    const paths = new Set(planned.edit.origin.files.map(({ path }) => path));
    const beside = await neighbours(channel, (path) => paths.has(path));
    if (beside.length > 0) {
      output.text(neighbourText(beside, output.paint));
      output.text('Your edit is carried over onto this; both will run.\n');
    }
    return planned;
  } catch (error) {
    if (error instanceof Failure && error.code === 'edit_conflict') {
      const beside = await neighbours(channel, (path) => error.message.includes(path));
      if (beside.length > 0) output.text(neighbourText(beside, output.paint));
    }
    throw error;
  }
}

async function mentionUnrecorded({ output }: Invocation, channel: Channel): Promise<void> {
  const { unrecorded } = await import('../change/records.ts');
  const patches = await unrecorded(channel);
  if (patches.length === 0) return;
  const ids = patches.map(({ id }) => id).join(', ');
  output.note(`Note: ${channel.greeting.name} runs without a record: ${ids}. \`suture outbox --retry\` finishes it.`);
}

function noReason(): Failure {
  return new Failure('no_reason', 'A patch needs a reason.', {
    hint: 'Say what was wrong with -m or --message; it becomes the commit and the pull request.',
    exit: 'usage',
  });
}
