import { type Command, InvalidArgumentError } from 'commander';
import { type Exit, Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import type { Invocation, Run } from './invocation.ts';

interface Options {
  readonly module?: string;
  readonly write?: true;
  readonly message?: string;
  readonly timeout: number;
  readonly frame?: number;
  readonly whenStuck?: true;
}

/** Defines `suture eval EXPR`. */
export function defineEval(program: Command, run: Run): void {
  program
    .command('eval')
    .description('evaluate an expression inside the process; refuses side effects without --write')
    .argument('<expression>', 'JavaScript; may use await')
    .option('--module <module>', 'evaluate in the scope of this module, exported or not')
    .option('--write', 'allow side effects; kept in the journal, with your name')
    .option('-m, --message <why>', 'why it is to have side effects; kept in the journal')
    .option('--timeout <ms>', 'give up after this many milliseconds', readTimeout, 5_000)
    .option('--frame <n>', 'pause the thread and evaluate in this frame of `suture stack`', readFrame)
    .option('--when-stuck', 'with --write: also in the middle of a call, when the thread is stuck')
    .action((expression: string, options: Options) => run((invocation) => evaluate(invocation, expression, options)));
}

async function evaluate(invocation: Invocation, expression: string, options: Options): Promise<Exit> {
  const { output } = invocation;
  const channel = await invocation.open();
  const { personOf } = await import('../change/author.ts');
  const reason = options.write ? { by: await personOf(invocation.cwd), why: options.message } : {};
  const evaluation = await channel.call(
    'evaluate',
    {
      expression,
      module: options.module,
      write: options.write === true,
      timeoutMs: options.timeout,
      frame: options.frame,
      whenStuck: options.whenStuck,
      ...reason,
    },
    { timeoutMs: options.timeout + limits.answerMs },
  );
  output.document(evaluation);
  if (evaluation.ok) {
    const { sanitize } = await import('../print/sanitize.ts');
    output.text(sanitize(evaluation.text));
    if (evaluation.interrupted) output.note('Note: seen in the middle of a call; data may be half-way changed.');
    return 'done';
  }
  const { name, message, stack } = evaluation.error;
  // The expression itself has no place worth naming; what it called has.
  const place = stack?.split('\n').find((line) => /^\s+at /.test(line) && !/\beval\b|<anonymous>|node:/.test(line));
  throw new Failure('evaluation_failed', message ? `${name}: ${message}` : name, {
    hint: /side.?effect/i.test(message)
      ? 'Give --write -m WHY to evaluate with side effects.'
      : name === 'ReferenceError' && options.module === undefined
        ? 'A module has names of its own: --module M evaluates in one, `suture modules` lists them.'
        : place
          ? `It was thrown ${place.trim()}.`
          : 'The process goes on; --json shows all that is known.',
    exit: 'no',
  });
}

function readTimeout(text: string): number {
  const ms = Number(text);
  if (Number.isInteger(ms) && ms >= 1 && ms <= 60_000) return ms;
  throw new InvalidArgumentError('Give whole milliseconds from 1 to 60000.');
}

function readFrame(text: string): number {
  const frame = Number(text);
  if (Number.isInteger(frame) && frame >= 0) return frame;
  throw new InvalidArgumentError('Give the number of a frame, as `suture stack` prints it.');
}
