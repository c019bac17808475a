import type { Command } from 'commander';
import type { Exit } from '../failure.ts';
import type { Invocation, Run } from './invocation.ts';

/** Defines `suture stack`. */
export function defineStack(program: Command, run: Run): void {
  program
    .command('stack')
    .description('show where the main thread or a worker thread is now, with locals; answers also while it is stuck')
    .action(() => run(showStack));
}

async function showStack(invocation: Invocation): Promise<Exit> {
  const channel = await invocation.open();
  const stack = await channel.call('stack', {});
  const [{ mapFrames }, { stackText }] = await Promise.all([
    import('../source/map-frames.ts'),
    import('../print/stack-text.ts'),
  ]);
  const frames = await mapFrames(channel, stack.frames);
  invocation.output.document({ ...stack, frames });
  invocation.output.text(stackText({ ...stack, frames }, channel.greeting.thread, invocation.output.paint));
  return 'done';
}
