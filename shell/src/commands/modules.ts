import type { Command } from 'commander';
import type { Exit } from '../failure.ts';
import { limits } from '../limits.ts';
import type { Invocation, Run } from './invocation.ts';

/** Defines `suture modules [PATTERN]`. */
export function defineModules(program: Command, run: Run): void {
  program
    .command('modules')
    .description('list the loaded modules that can be patched')
    .argument('[pattern]', 'part of the path')
    .action((pattern: string | undefined) => run((invocation) => listModules(invocation, pattern)));
}

async function listModules(invocation: Invocation, pattern: string | undefined): Promise<Exit> {
  const { output } = invocation;
  const channel = await invocation.open();
  const modules = await channel.call('modules', { pattern }, { timeoutMs: limits.planMs });
  const { moduleTable } = await import('../print/tables.ts');
  output.document(modules);
  if (modules.length > 0) output.text(moduleTable(modules));
  else output.text(pattern === undefined ? 'No module can be patched.' : `No loaded module fits ${pattern}.`);
  return 'done';
}
