import type { Command } from 'commander';
import type { Exit } from '../failure.ts';
import { Failure } from '../failure.ts';
import type { Invocation, Run } from './invocation.ts';

/** Defines `suture attach [T]`. */
export function defineAttach(program: Command, run: Run): void {
  program
    .command('attach')
    .description('open the terminal shell on a process')
    .argument('[target]', 'the process; the same as --target')
    .action((target: string | undefined) => run((invocation) => attach(invocation, target)));
}

/** Opens the terminal shell; what `suture` does without a command. */
export async function attach(invocation: Invocation, target: string | undefined): Promise<Exit> {
  void invocation;
  void target;
  throw new Failure('no_terminal', 'The terminal shell needs a terminal at both ends.', {
    hint: 'Without one use the commands: suture status, eval, plan, patch (suture --help).',
    exit: 'usage',
  });
}
