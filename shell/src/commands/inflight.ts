import type { Command } from 'commander';
import type { Exit } from '../failure.ts';
import { limits } from '../limits.ts';
import type { Invocation, Run } from './invocation.ts';
import { readDuration } from './read-duration.ts';

/** Defines `suture inflight [M[:FUNCTION]]`. */
export function defineInflight(program: Command, run: Run): void {
  program
    .command('inflight')
    .description('follow async functions for a while; show their calls that have not ended, and in whose body they run')
    .argument(
      '[function]',
      'MODULE:FUNCTION, or MODULE for all of its async functions; without: those that patches changed',
    )
    .option('--for <time>', 'look for this long, a minute at most', readDuration, 3_000)
    .action((name: string | undefined, options: { readonly for: number }) =>
      run((invocation) => inflight(invocation, name, Math.min(options.for, 60_000))),
    );
}

async function inflight(invocation: Invocation, name: string | undefined, forMs: number): Promise<Exit> {
  const { output } = invocation;
  const channel = await invocation.open();
  const [, module, member] = /^(.+?)(?::([^/\\:]+))?$/.exec(name ?? '') ?? [];
  output.note(`Following calls for ${forMs / 1000} s …`);
  const found = await channel.call(
    'inflight',
    { module, function: member, forMs },
    { timeoutMs: forMs + limits.answerMs },
  );
  const [{ mapCalls }, { inFlightText }] = await Promise.all([
    import('../source/map-calls.ts'),
    import('../print/in-flight-text.ts'),
  ]);
  const mapped = { ...found, calls: await mapCalls(channel, found.calls) };
  output.document(mapped);
  output.text(inFlightText(mapped));
  return 'done';
}
