import type { Command } from 'commander';
import { targetOf } from '../connect/named.ts';
import type { Exit } from '../failure.ts';
import type { Invocation, Run } from './invocation.ts';

interface Options {
  readonly yes?: true;
  readonly message?: string;
}

/** Defines `suture promote ID`. */
export function definePromote(program: Command, run: Run): void {
  program
    .command('promote')
    .description('give a canary to every call')
    .argument('<id>', 'id of the patch; its first characters will do')
    .option('-m, --message <why>', 'why; it is kept in the journal')
    .option('--yes', 'do not ask')
    .action((id: string, options: Options) => run((invocation) => promote(invocation, id, options)));
}

async function promote(invocation: Invocation, prefix: string, options: Options): Promise<Exit> {
  const { output } = invocation;
  const [{ findPatch }, change, { keepTried }, { personOf }, consent, { promotedText, trialLines }] = await Promise.all(
    [
      import('../change/roll-back.ts'),
      import('../change/promote.ts'),
      import('../change/keep-tried.ts'),
      import('../change/author.ts'),
      import('../print/confirm.ts'),
      import('../print/trial-text.ts'),
    ],
  );
  consent.requireConsent(output, options.yes === true, 'A promotion');
  const channel = await invocation.open();
  const patch = await findPatch(channel, prefix);
  const refusal = change.whyNotPromoted(patch);
  if (refusal) throw refusal;
  const { name } = channel.greeting;
  for (const line of trialLines(patch)) output.text(line);
  const question = `Give ${patch.id} (${patch.why}) to every call of ${name} (${targetOf(channel.greeting)})?`;
  await consent.confirm(output, options.yes === true, question);
  const promoted = await change.promote(channel, patch, {
    by: await personOf(invocation.cwd),
    why: options.message,
  });
  output.document({ id: promoted.id, state: promoted.state });
  output.text(promotedText(name, promoted));
  for (const note of await keepTried(await invocation.outbox(), [promoted], invocation.env)) output.note(note);
  return 'done';
}
