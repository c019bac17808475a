import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Exit, Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import type { Invocation, Run } from './invocation.ts';
import { readDuration } from './read-duration.ts';

/** What a profile is told. */
export interface ProfileOptions {
  readonly for: number;
  readonly output?: string;
}

/** Defines `suture profile`. */
export function defineProfile(program: Command, run: Run): void {
  describeProfile(program.command('profile')).action((options: ProfileOptions) =>
    run((invocation) => profile(invocation, options)),
  );
}

/** Says what a profile takes; the prompt takes the same. */
export function describeProfile(command: Command): Command {
  return command
    .description('sample what a thread does, as a table and as a .cpuprofile file')
    .option('--for <time>', 'sample for this long, a minute at most', readDuration, 5_000)
    .option('-o, --output <file>', 'write the profile here, for DevTools and editors');
}

async function profile(invocation: Invocation, options: ProfileOptions): Promise<Exit> {
  const { output } = invocation;
  if (options.for < 10 || options.for > 60_000) {
    throw new Failure('usage', 'A profile takes from 10ms to 60s.', { hint: 'Give --for 5s, say.', exit: 'usage' });
  }
  const channel = await invocation.open();
  output.note(`Sampling for ${options.for / 1000} s …`);
  const taken = await channel.call('profile', { forMs: options.for }, { timeoutMs: options.for + limits.answerMs });
  const [{ readProfile }, { flameTable }] = await Promise.all([
    import('../source/cpu-profile.ts'),
    import('../print/flame-table.ts'),
  ]);
  const read = readProfile(taken, channel.greeting.root);
  const file = options.output === undefined ? undefined : resolve(invocation.cwd, options.output);
  if (file !== undefined) await write(file, JSON.stringify(taken));
  output.document({ ...read, ...(file === undefined ? {} : { file }) });
  output.text(flameTable(read, output.paint));
  if (file !== undefined) output.text(`Written to ${file}`);
  return 'done';
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600 });
  } catch (cause) {
    throw new Failure('not_written', `${file} cannot be written: ${(cause as Error).message}`, {
      hint: 'Give another --output.',
      exit: 'usage',
      cause,
    });
  }
}
