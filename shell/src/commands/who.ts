import type { Command } from 'commander';
import type { Exit } from '../failure.ts';
import type { Invocation, Run } from './invocation.ts';

/** Defines `suture who`. */
export function defineWho(program: Command, run: Run): void {
  program
    .command('who')
    .description('list everybody who is attached, and what they are about to change')
    .action(() => run(listPresent));
}

async function listPresent(invocation: Invocation): Promise<Exit> {
  const { output } = invocation;
  const [{ whoTable }, channel] = await Promise.all([import('../print/who-text.ts'), invocation.open()]);
  const present = await channel.call('who', {});
  output.document(present);
  output.text(whoTable(present));
  return 'done';
}
