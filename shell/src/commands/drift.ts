import type { Command } from 'commander';
import type { Exit } from '../failure.ts';
import type { Invocation, Run } from './invocation.ts';

/** Defines `suture drift`. */
export function defineDrift(program: Command, run: Run): void {
  program
    .command('drift')
    .description('compare what runs with what is on disk and with the deployed commit; made for cron')
    .action(() => run(reportDrift));
}

async function reportDrift(invocation: Invocation): Promise<Exit> {
  const { output, cwd } = invocation;
  const [{ driftOf }, { findCheckout }, { driftText }] = await Promise.all([
    import('../source/drift.ts'),
    import('../change/checkout.ts'),
    import('../print/drift-text.ts'),
  ]);
  // Without a checkout the disk is still compared; only the deployed commit cannot be.
  const checkout = await findCheckout(cwd);
  const channel = await invocation.open();
  const { lookAgainAt } = await import('../change/look-again.ts');
  const notes = await lookAgainAt(invocation, [channel]);
  const report = await driftOf(checkout, channel);
  output.document(report);
  output.text(driftText(channel.greeting, report, output.paint));
  for (const note of notes) output.note(note);
  return report.clean ? 'done' : 'no';
}
