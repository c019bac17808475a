import type { Command } from 'commander';
import type { Exit } from '../failure.ts';
import type { Run } from './invocation.ts';

/** Defines `suture demo`. */
export function defineDemo(program: Command, run: Run): void {
  program
    .command('demo')
    .description('show the whole journey on this machine; nothing to configure, nothing left behind')
    .action(() => run(showDemo));
}

async function showDemo(): Promise<Exit> {
  const { runDemo } = await import('../demo/run.ts');
  await runDemo();
  return 'done';
}
