import type { Command } from 'commander';
import { type Exit, Failure } from '../failure.ts';
import type { Invocation, Run } from './invocation.ts';
import { readLength } from './read-duration.ts';

interface Options {
  readonly message: string;
}

/** Defines `suture extend ID TIME`. */
export function defineExtend(program: Command, run: Run): void {
  program
    .command('extend')
    .description('let a patch live without a record for this long from now on; the reason is kept in the journal')
    .argument('<id>', 'id of the patch; its first characters will do')
    .argument('<time>', 'such as 30m, 2h or 1d; at most 7d', readLeaseTime)
    .requiredOption('-m, --message <why>', 'why its record has to wait')
    .action((id: string, ms: number, options: Options) => run((invocation) => extend(invocation, id, ms, options)));
}

async function extend(invocation: Invocation, prefix: string, ms: number, { message }: Options): Promise<Exit> {
  const { output, cwd } = invocation;
  const [{ findPatch }, { authorOf }, { clockTime, duration }] = await Promise.all([
    import('../change/roll-back.ts'),
    import('../change/author.ts'),
    import('../print/figures.ts'),
  ]);
  if (message.trim() === '') {
    throw new Failure('no_reason', 'An extension needs a reason.', {
      hint: 'Say with -m why the record has to wait; it is kept in the journal.',
      exit: 'usage',
    });
  }
  const by = await authorOf(cwd);
  const channel = await invocation.open();
  const { id } = await findPatch(channel, prefix);
  const patch = await channel.call('extend', { id, ms, why: message.trim(), by });
  output.document(patch);
  const end = patch.leaseEndsAt === undefined ? '' : `, until ${clockTime(patch.leaseEndsAt)}`;
  output.text(`${id} may live without a record for ${duration(ms)}${end}.`);
  return 'done';
}

/** Reads for how long a patch may live without a record, in milliseconds; throws what commander prints. */
export function readLeaseTime(text: string): number {
  const advice = 'Give a time such as 90s, 30m, 2h or 1d, at most 7d.';
  return readLength(text, { leastMs: 1_000, mostMs: 7 * 86_400_000, advice });
}
