import type { Command } from 'commander';
import type { Exit } from '../failure.ts';
import { limits } from '../limits.ts';
import type { Invocation, Run } from './invocation.ts';

/** Defines `suture source M`. */
export function defineSource(program: Command, run: Run): void {
  program
    .command('source')
    .description('print the source of a module as it runs now, patches included')
    .argument('<module>', 'path or URL, as `suture modules` prints it')
    .action((module: string) => run((invocation) => printSource(invocation, module)));
}

async function printSource(invocation: Invocation, module: string): Promise<Exit> {
  const { output } = invocation;
  const channel = await invocation.open();
  const running = await channel.call('source', { module }, { timeoutMs: limits.planMs });
  if (output.json) output.document(running);
  else output.exactly(running.source);
  return 'done';
}
