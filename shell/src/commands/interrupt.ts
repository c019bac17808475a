import { type Command, InvalidArgumentError } from 'commander';
import type { CallbackKind, Interrupted, InterruptParams } from '@suture/protocol/stack.js';
import { targetOf } from '../connect/named.ts';
import { type Exit, Failure } from '../failure.ts';
import { threadFirst } from '../print/thread-name.ts';
import type { Invocation, Run } from './invocation.ts';

interface Options {
  readonly frame?: number;
  readonly message?: string;
  readonly return?: string;
  readonly evenUncaught?: true;
  readonly set?: string;
  readonly terminate?: true;
  readonly yes?: true;
}

/** Defines `suture interrupt`. */
export function defineInterrupt(program: Command, run: Run): void {
  program
    .command('interrupt')
    .description('end the call that holds a thread up: by a throw inside of it, so that catch and finally run')
    .option(
      '--frame <n>',
      'the frame to end, as `suture stack` numbers them (default: from the innermost on)',
      readFrame,
    )
    .option('-m, --message <text>', 'message of the error that is thrown')
    .option('--even-uncaught', 'throw although nothing would catch it, which ends the process or the worker thread')
    .option('--return <value>', 'instead of a throw, make the call return this: --return 0, --return "[]"')
    .option('--set <assignment>', 'instead of a throw, assign a variable of the frame: --set "done = true"')
    .option('--terminate', 'instead of a throw, end it by force: neither catch nor finally run')
    .option('--yes', 'do not ask')
    .action((options: Options) => run((invocation) => interrupt(invocation, options)));
}

async function interrupt(invocation: Invocation, options: Options): Promise<Exit> {
  const { output } = invocation;
  if ([options.set, options.return, options.terminate].filter((way) => way !== undefined).length > 1) {
    throw new Failure('usage', '--return, --set and --terminate exclude each other.', {
      hint: 'Give one of them, or neither to throw inside of the call.',
      exit: 'usage',
    });
  }
  const { confirm, requireConsent } = await import('../print/confirm.ts');
  requireConsent(output, options.yes === true, 'An interruption');
  const channel = await invocation.open();
  const stack = await channel.call('stack', {});
  if (stack.running && !options.yes) {
    const [{ mapFrames }, { stackText }] = await Promise.all([
      import('../source/map-frames.ts'),
      import('../print/stack-text.ts'),
    ]);
    const frames = await mapFrames(channel, stack.frames);
    output.note(options.terminate ? ending(stack.callback) : 'The call is going to be ended:');
    output.text(stackText({ ...stack, frames }, channel.greeting.thread, output.paint));
  } else if (options.terminate) output.note(ending(stack.callback));
  const { name, thread } = channel.greeting;
  await confirm(output, options.yes === true, `Interrupt ${name} (${targetOf(channel.greeting)})?`);
  const interrupted = await channel.call('interrupt', paramsOf(options));
  output.document(interrupted);
  if (!interrupted.ended) {
    throw new Failure('not_ended', sentence(interrupted, thread), {
      hint: 'Look again with `suture stack`; name a frame with --frame, set a variable with --set, or see --terminate.',
      exit: 'no',
    });
  }
  output.text(sentence(interrupted, thread));
  return 'done';
}

function paramsOf({ frame, message, set, terminate, evenUncaught, return: value }: Options): InterruptParams {
  if (terminate) return { how: 'terminate' };
  if (set !== undefined) return { how: 'assign', assignment: set, frame };
  if (value !== undefined) return { how: 'return', value, frame };
  return { how: 'throw', frame, message, evenUncaught };
}

function sentence({ ended, how, frame, note }: Interrupted, thread: number | undefined): string {
  const who = threadFirst(thread);
  const where = frame ? `${frame.function || '(anonymous)'} (${frame.path}:${frame.line})` : 'the running call';
  const what = {
    throw: `${where} was made to throw`,
    return: `${where} was made to return`,
    assign: `set in ${where}`,
    terminate: 'it was ended by force',
  }[how];
  return `${who} ${ended ? 'answers again' : 'does not answer yet'}: ${what}. ${note}`.trim();
}

// What it does, for this kind of callback; the same on Node 20 to 26.
function ending(callback: CallbackKind): string {
  const consequences: { readonly [Kind in CallbackKind]: string } = {
    timer: 'It runs under a timer: the stack of async hooks is popped first, else Node would abort the process.',
    immediate:
      'It runs under setImmediate: the stack of async hooks is popped first, else Node would abort the process.',
    tick: 'It runs under process.nextTick or a promise: the stack of async hooks is popped first.',
    asyncResource: 'It runs in an AsyncResource, where ending it would abort the process: this will be refused.',
    other: 'The process lives on.',
  };
  return `By force means: neither catch nor finally run, promises never settle, a request hangs until its client gives up. ${consequences[callback]}`;
}

function readFrame(text: string): number {
  const frame = Number(text);
  if (Number.isInteger(frame) && frame >= 0) return frame;
  throw new InvalidArgumentError('Give the number of a frame, as `suture stack` prints it.');
}
