import type { Command } from 'commander';
import { targetOf } from '../connect/named.ts';
import type { Exit } from '../failure.ts';
import type { Invocation, Run } from './invocation.ts';

interface Options {
  readonly yes?: true;
  readonly message?: string;
}

/** Defines `suture rollback ID`. */
export function defineRollback(program: Command, run: Run): void {
  program
    .command('rollback')
    .description('take a patch out of the process again')
    .argument('<id>', 'id of the patch; its first characters will do')
    .option('-m, --message <why>', 'why; it is kept in the journal')
    .option('--yes', 'do not ask')
    .action((id: string, options: Options) => run((invocation) => rollback(invocation, id, options)));
}

async function rollback(invocation: Invocation, prefix: string, options: Options): Promise<Exit> {
  const { output } = invocation;
  const [{ findPatch, rollBack }, { personOf }, { confirm, requireConsent }, { leftLines, rolledBackText }] =
    await Promise.all([
      import('../change/roll-back.ts'),
      import('../change/author.ts'),
      import('../print/confirm.ts'),
      import('../print/patch-text.ts'),
    ]);
  requireConsent(output, options.yes === true, 'A rollback');
  const channel = await invocation.open();
  const patch = await findPatch(channel, prefix);
  const { name } = channel.greeting;
  const question = `Take ${patch.id} (${patch.why}) out of ${name} (${targetOf(channel.greeting)})?`;
  await confirm(output, options.yes === true, question);
  const done = await rollBack(channel, await invocation.outbox(), patch, {
    by: await personOf(invocation.cwd),
    why: options.message,
  });
  const { id, state, note, left } = done;
  output.document({ id, state, ...(note === undefined ? {} : { note }), ...(left.length > 0 ? { left } : {}) });
  output.text(rolledBackText(name, done));
  for (const line of leftLines(done)) output.note(`Warning: ${line}`);
  return 'done';
}
