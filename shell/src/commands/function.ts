import type { Command } from 'commander';
import type { Exit } from '../failure.ts';
import type { Invocation, Run } from './invocation.ts';
import { splitName } from './split-name.ts';

/** Defines `suture function M:FUNCTION`. */
export function defineFunction(program: Command, run: Run): void {
  program
    .command('function')
    .description('tell what is known of a function: the source that runs, its patch, its watches, what it closes over')
    .argument('<function>', 'MODULE:FUNCTION, as in src/cart.ts:Cart.total, or MODULE:LINE')
    .action((name: string) => run((invocation) => tellFunction(invocation, name)));
}

async function tellFunction(invocation: Invocation, name: string): Promise<Exit> {
  const { output } = invocation;
  const { module, member } = splitName(name, 'FUNCTION');
  const channel = await invocation.open();
  const facts = await channel.call('function', { module, function: member });
  const { functionText } = await import('../print/function-text.ts');
  output.document(facts);
  output.text(functionText(facts, output.paint));
  return 'done';
}
