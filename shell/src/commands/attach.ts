import type { Command } from 'commander';
import type { Channel } from '../connect/channel.ts';
import type { Exit } from '../failure.ts';
import type { Announced } from '../screen/require-terminal.ts';
import type { Invocation, Run } from './invocation.ts';

interface Options {
  readonly module?: string;
}

/** Defines `suture attach [T]`. */
export function defineAttach(program: Command, run: Run): void {
  program
    .command('attach')
    .description('open the terminal shell on a process')
    .argument('[target]', 'the process; the same as --target')
    .option('--module <module>', 'evaluate in the scope of this module, exported or not')
    .action((target: string | undefined, { module }: Options) =>
      run((invocation) => attach(invocation, target, module)),
    );
}

/** Opens the terminal shell; what `suture` does without a command. */
export async function attach(invocation: Invocation, target: string | undefined, module?: string): Promise<Exit> {
  const { announce, requireTerminal } = await import('../screen/require-terminal.ts');
  requireTerminal(invocation.output.json);
  const announced = announce(target ?? invocation.target);
  try {
    await open(invocation, announced, target, module);
  } catch (error) {
    announced.takeBack();
    throw error;
  }
  return 'done';
}

async function open(
  invocation: Invocation,
  announced: Announced,
  target: string | undefined,
  module?: string,
): Promise<void> {
  const [{ attachScreen }, { changeFlow }, { openAgain }, { runFolder }] = await Promise.all([
    import('../screen/attach.tsx'),
    import('../screen/change-flow.ts'),
    import('../connect/target.ts'),
    import('../connect/run-folder.ts'),
  ]);
  const channel = await invocation.open(target);
  const change = changeFlow(await invocation.outbox(), invocation.cwd, invocation.env);
  const seat = { cwd: invocation.cwd, env: invocation.env };
  const reopen = (lost: Channel): Promise<Channel> => openAgain(lost, runFolder(invocation.env));
  await attachScreen({ channel, module, change, announced, reopen, seat });
}
