import { type Command, InvalidArgumentError } from 'commander';
import type { Exit } from '../failure.ts';
import { limits } from '../limits.ts';
import type { Invocation, Run } from './invocation.ts';
import { splitName } from './split-name.ts';

interface Options {
  readonly from: number;
  readonly limit: number;
  readonly yes?: true;
}

/** Defines `suture instances M:CLASS`. */
export function defineInstances(program: Command, run: Run): void {
  program
    .command('instances')
    .description('count the live objects of a class and show some; holds the process, asks when for long')
    .argument('<class>', 'MODULE:CLASS, as in src/cart.ts:Cart; exported or not')
    .option('--from <n>', 'show from this one on, 0 for the first', readWhole(Number.MAX_SAFE_INTEGER), 0)
    .option('--limit <n>', 'show this many', readWhole(100), 10)
    .option('--yes', 'do not ask')
    .action((name: string, options: Options) => run((invocation) => instances(invocation, name, options)));
}

async function instances(invocation: Invocation, name: string, { from, limit, yes }: Options): Promise<Exit> {
  const { output } = invocation;
  const { module, member } = splitName(name, 'CLASS');
  const channel = await invocation.open();
  const ask = { module, class: member, from, limit };
  const { estimateMs } = await channel.call('instances', { ...ask, estimate: true });
  const { confirmPause } = await import('./confirm-pause.ts');
  await confirmPause(invocation, channel, 'Looking through the heap', estimateMs, yes === true);
  const found = await channel.call('instances', { ...ask, estimate: false }, { timeoutMs: limits.heapMs });
  const [{ count, milliseconds }, { sanitize }] = await Promise.all([
    import('../print/figures.ts'),
    import('../print/sanitize.ts'),
  ]);
  output.document({ count: found.count, sample: found.sample, pauseMs: found.pauseMs });
  output.text(`${count(found.count ?? 0, 'instance')} of ${member}; looked for ${milliseconds(found.pauseMs)}.`);
  for (const [index, text] of found.sample.entries()) output.text(`${from + index}: ${sanitize(text)}`);
  const rest = (found.count ?? 0) - from - found.sample.length;
  if (rest > 0) output.text(`… ${rest} more: --from ${from + found.sample.length}`);
  return 'done';
}

function readWhole(most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= 0 && number <= most) return number;
    throw new InvalidArgumentError(`Give a whole number up to ${most}.`);
  };
}
