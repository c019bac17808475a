import type { Command } from 'commander';
import type { Exit } from '../failure.ts';
import type { Invocation, Run } from './invocation.ts';

/** Defines `suture history`. */
export function defineHistory(program: Command, run: Run): void {
  program
    .command('history')
    .description(
      'tell what was done to the processes of this service, by whom and why: from their journals and from git',
    )
    .action(() => run(tellHistory));
}

async function tellHistory(invocation: Invocation): Promise<Exit> {
  const { output, cwd } = invocation;
  const [{ recordedDeeds }, { findCheckout }, { historyTable }] = await Promise.all([
    import('../change/recorded-deeds.ts'),
    import('../change/checkout.ts'),
    import('../print/history-table.ts'),
  ]);
  const channel = await invocation.open();
  const deeds = await channel.call('history', {});
  const checkout = await findCheckout(cwd);
  // What other machines loaded, and what this one's journals have lost, is in the repository.
  const known = new Set(deeds.map(({ patch }) => patch));
  const committed = checkout === undefined ? [] : await recordedDeeds(checkout);
  const all = [...deeds, ...committed.filter(({ patch }) => !known.has(patch))].sort((a, b) => (a.at < b.at ? -1 : 1));
  output.document(all);
  output.text(all.length > 0 ? historyTable(all) : `Nothing was done to ${channel.greeting.name} yet.`);
  return 'done';
}
