import type { Command } from 'commander';
import type { Exit } from '../failure.ts';
import type { Invocation, Run } from './invocation.ts';
import { tellWaiting } from './tell-waiting.ts';

/** Defines `suture status`. */
export function defineStatus(program: Command, run: Run): void {
  program
    .command('status')
    .description('show the health of the process; answers also while its main thread is stuck')
    .action(() => run(showStatus));
}

async function showStatus(invocation: Invocation): Promise<Exit> {
  const channel = await invocation.open();
  const status = await channel.call('status', {});
  const { statusText } = await import('../print/status-text.ts');
  invocation.output.document(status);
  invocation.output.text(statusText(status, invocation.output.paint));
  if ((status.unrecorded ?? 0) > 0) await tellWaiting(invocation, channel);
  return 'done';
}
