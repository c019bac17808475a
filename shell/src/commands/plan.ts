import type { Command } from 'commander';
import type { Exit } from '../failure.ts';
import { addEditOptions, type EditOptions } from './edit-options.ts';
import { addTryoutOptions, type TryoutOptions, tryoutOf } from './tryout-options.ts';
import type { Invocation, Run } from './invocation.ts';

/** Defines `suture plan [FILES…]`. */
export function definePlan(program: Command, run: Run): void {
  const command = program.command('plan').description('say what an edit would do to the process; changes nothing');
  addTryoutOptions(addEditOptions(command)).action((files: string[], options: EditOptions & TryoutOptions) =>
    run((invocation) => plan(invocation, files, options)),
  );
}

async function plan(
  invocation: Invocation,
  files: readonly string[],
  options: EditOptions & TryoutOptions,
): Promise<Exit> {
  const { output } = invocation;
  const [
    { readEdit },
    { readMigrationFile },
    { planEdit, refusalOf },
    { askConsequences, withConsequences },
    { planText, previewText },
    { editNotes },
  ] = await Promise.all([
    import('./read-edit.ts'),
    import('../change/migration.ts'),
    import('../change/plan-edit.ts'),
    import('../change/consequences.ts'),
    import('../print/plan-text.ts'),
    import('../print/edit-notes.ts'),
  ]);
  const edit = await readEdit(invocation, files, { ...options, typeCheck: true });
  const migrationFile = await readMigrationFile(invocation.cwd, options);
  const channel = await invocation.open();
  const planned = await planEdit(channel, edit, { migrationFile, tryout: tryoutOf(options) });
  const told = await askConsequences(channel, planned);
  const { preview, leftOut, recordOnly, imported } = planned.edit;
  output.document({
    ...withConsequences(planned.plan, told),
    types: planned.edit.types,
    preview,
    leftOut,
    recordOnly,
    imported,
  });
  output.text(planText(planned.plan, planned.edit.types, output.paint, told));
  for (const note of editNotes(planned.edit)) output.note(note);
  // Nobody here has written it: it has to be seen.
  if (options.reviewed !== undefined) output.text(`\n${previewText(planned.edit.preview, output.paint)}`);
  const refusal = refusalOf(planned, false);
  if (refusal) throw refusal;
  return 'done';
}
