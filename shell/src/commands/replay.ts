import { type Command, InvalidArgumentError } from 'commander';
import type { Replayed } from '@suture/protocol/replay.js';
import { type Exit, Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import { addEditSource, type EditOptions } from './edit-options.ts';
import { paintFor } from '../print/paint.ts';
import type { Invocation, Run } from './invocation.ts';

interface Options extends EditOptions {
  readonly plan?: true;
  readonly write?: true;
  readonly message?: string;
  readonly types: boolean;
}

/** Defines `suture replay CALL --plan [FILES…]`. */
export function defineReplay(program: Command, run: Run): void {
  const command = program
    .command('replay')
    .description('make a call that `watch` has shown once more, on the code that runs and on a planned patch')
    .argument('<call>', 'the number behind the call, #41 say', readCall);
  addEditSource(command)
    .requiredOption('--plan', 'on the plan of this edit; nothing is loaded')
    .option('--write', 'allow side effects; kept in the journal, with your name')
    .option('-m, --message <why>', 'why it is to have side effects; kept in the journal')
    .option('--no-types', 'try it although the types do not fit')
    .action((call: number, files: string[], options: Options) =>
      run((invocation) => replay(invocation, call, files, options)),
    );
}

async function replay(invocation: Invocation, call: number, files: readonly string[], options: Options): Promise<Exit> {
  const { output } = invocation;
  if (options.write && options.message === undefined) {
    throw new Failure('usage', 'A replay with side effects needs a reason.', {
      hint: 'Give it with -m; it is kept in the journal.',
      exit: 'usage',
    });
  }
  const [{ readEdit }, { planEdit, refusalOf }, { personOf }, { replayText }] = await Promise.all([
    import('./read-edit.ts'),
    import('../change/plan-edit.ts'),
    import('../change/author.ts'),
    import('../print/replay-text.ts'),
  ]);
  const edit = await readEdit(invocation, files, { ...options, typeCheck: options.types });
  const channel = await invocation.open();
  const planned = await planEdit(channel, edit);
  const refusal = refusalOf(planned, !options.types);
  if (refusal) throw refusal;
  const reason = options.write ? { by: await personOf(invocation.cwd), why: options.message } : {};
  const replayed: Replayed = await channel.call(
    'replay',
    { call, modules: [...planned.edit.modules], write: options.write === true, timeoutMs: 5_000, ...reason },
    { timeoutMs: limits.planMs },
  );
  output.document(replayed);
  output.text(replayText(replayed, output.paint));
  const { function: name, path } = replayed.recorded;
  const text = replayText(replayed, paintFor(false));
  invocation.saw({ path, function: name, title: `replay of ${name} on a plan`, text });
  return replayed.planned.ok || !/side.?effect/i.test(replayed.planned.error.message) ? 'done' : 'no';
}

function readCall(text: string): number {
  const number = Number(text.replace(/^#/, ''));
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('Give the number that `suture watch` prints behind a call: #41.');
}
