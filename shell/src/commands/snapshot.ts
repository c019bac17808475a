import type { Command } from 'commander';
import type { Exit } from '../failure.ts';
import { limits } from '../limits.ts';
import type { Invocation, Run } from './invocation.ts';

/** Defines `suture snapshot`. */
export function defineSnapshot(program: Command, run: Run): void {
  program
    .command('snapshot')
    .description('write a heap snapshot on the machine of the process; holds the process, says for how long')
    .option('--yes', 'do not ask')
    .action((options: { yes?: true }) => run((invocation) => snapshot(invocation, options.yes === true)));
}

async function snapshot(invocation: Invocation, yes: boolean): Promise<Exit> {
  const { output } = invocation;
  const channel = await invocation.open();
  const { estimateMs } = await channel.call('snapshot', { estimate: true });
  output.note(
    'A heap snapshot holds every secret of the process, and takes about as much memory again as the heap has.',
  );
  const { confirmPause } = await import('./confirm-pause.ts');
  await confirmPause(invocation, channel, 'A heap snapshot', estimateMs, yes);
  const [{ mebibytes, milliseconds }, { progressBar }] = await Promise.all([
    import('../print/figures.ts'),
    import('../print/progress-bar.ts'),
  ]);
  const stop = channel.onEvent(({ event, data }) => {
    if (event !== 'snapshotProgress') return;
    const written = data.bytes > 0 ? `, ${mebibytes(data.bytes)} written` : '';
    output.progress(`${progressBar(data.done, data.total)}${written}`);
  });
  const written = await channel.call('snapshot', { estimate: false }, { timeoutMs: limits.heapMs }).finally(() => {
    stop();
    output.progress('');
  });
  output.document({ path: written.path, bytes: written.bytes, pauseMs: written.pauseMs });
  output.text(`${written.path ?? ''}  ${mebibytes(written.bytes)}, written in ${milliseconds(written.pauseMs)}`);
  return 'done';
}
