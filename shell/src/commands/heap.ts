import type { Command } from 'commander';
import { type Exit, Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import type { Invocation, Run } from './invocation.ts';
import { readDuration } from './read-duration.ts';

interface Options {
  readonly for?: number;
  readonly yes?: true;
}

/** Defines `suture heap`. */
export function defineHeap(program: Command, run: Run): void {
  program
    .command('heap')
    .description(
      'count the objects on the heap by class, beside the count before; holds the process, asks when for long',
    )
    .option('--for <time>', 'instead: what functions allocate for this long and keep, a minute at most', readDuration)
    .option('--yes', 'do not ask')
    .action((options: Options) =>
      run((invocation) =>
        options.for === undefined ? census(invocation, options.yes === true) : allocations(invocation, options.for),
      ),
    );
}

async function census(invocation: Invocation, yes: boolean): Promise<Exit> {
  const { output } = invocation;
  const channel = await invocation.open();
  const [{ confirmPause }, { mebibytes }, { censusText }] = await Promise.all([
    import('./confirm-pause.ts'),
    import('../print/figures.ts'),
    import('../print/heap-text.ts'),
  ]);
  const { estimateMs, estimateBytes } = await channel.call('heap', { estimate: true });
  output.note(`It takes up to ${mebibytes(estimateBytes)} of memory besides; \`heap --for 10s\` takes next to none.`);
  await confirmPause(invocation, channel, 'Counting every object', estimateMs, yes);
  const found = await channel.call('heap', { estimate: false }, { timeoutMs: limits.heapMs });
  output.document(found);
  output.text(censusText(found, output.paint));
  return 'done';
}

async function allocations(invocation: Invocation, forMs: number): Promise<Exit> {
  const { output } = invocation;
  if (forMs < 10 || forMs > 60_000) {
    throw new Failure('usage', 'Allocations are sampled for 10ms to 60s.', {
      hint: 'Give --for 10s, say.',
      exit: 'usage',
    });
  }
  const channel = await invocation.open();
  output.note(`Sampling what is allocated and kept for ${forMs / 1000} s …`);
  const found = await channel.call('allocations', { forMs }, { timeoutMs: forMs + limits.heapMs });
  const { allocationsText } = await import('../print/heap-text.ts');
  output.document(found);
  output.text(allocationsText(found, output.paint));
  return 'done';
}
