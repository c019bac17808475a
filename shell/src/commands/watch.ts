import { type Command, InvalidArgumentError } from 'commander';
import type { WatchEnded } from '@suture/protocol/watch.js';
import { type Exit, Failure } from '../failure.ts';
import { readDuration } from './read-duration.ts';
import type { Invocation, Run } from './invocation.ts';
import { splitName } from './split-name.ts';

/** What a watch is told beside the function. */
export interface WatchOptions {
  readonly count: number;
  readonly for: number;
  readonly rate: number;
  readonly when?: string;
  readonly locals?: readonly string[];
}

/** Defines `suture watch M:FUNCTION`. */
export function defineWatch(program: Command, run: Run): void {
  describeWatch(program.command('watch')).action((name: string, options: WatchOptions) =>
    run((invocation) => watch(invocation, name, options)),
  );
}

/** Says what a watch takes; the prompt takes the same. */
export function describeWatch(command: Command): Command {
  return command
    .description('show calls of a function as they happen: arguments, result or error, time; ends by itself')
    .argument('<function>', 'MODULE:FUNCTION, as in src/pricing.ts:quote or src/cart.ts:Cart.total, or MODULE:LINE')
    .option('--count <n>', 'end after this many calls that were shown', readWhole(10_000), 50)
    .option('--for <time>', 'end after this time', readDuration, 300_000)
    .option('--rate <n>', 'show at most this many calls a second; the others are counted', readWhole(200), 20)
    .option('--when <condition>', 'only calls for which this holds: "qty > 10", "error", "ms > 50"')
    .option('--locals <names>', 'with MODULE:LINE: tell these variables each time the line is reached', readNames);
}

async function watch(invocation: Invocation, name: string, options: WatchOptions): Promise<Exit> {
  const { output } = invocation;
  const { module, member } = splitName(name, 'FUNCTION');
  const channel = await invocation.open();
  const [{ callText }, { sanitizeLine }] = await Promise.all([
    import('../print/call-text.ts'),
    import('../print/sanitize.ts'),
  ]);
  const begun: { watch?: number } = {};
  const over = new Promise<WatchEnded | undefined>((resolve) => {
    const isOther = ({ watch }: { watch: number }): boolean => begun.watch !== undefined && watch !== begun.watch;
    const endEvents = channel.onEvent((event) => {
      // Calls may be told before the answer that names the watch.
      if (event.event !== 'call' && event.event !== 'watchEnded' && event.event !== 'watchNote') return;
      if (isOther(event.data)) return;
      if (event.event === 'watchNote') output.note(sanitizeLine(event.data.note));
      else if (event.event === 'call') {
        const { watch: _one, ...call } = event.data;
        output.item(call);
        output.text(callText(call, output.paint));
      } else {
        endEvents();
        resolve(event.data);
      }
    });
    channel.onClose(() => resolve(undefined));
    invocation.onInterrupt(() => {
      if (begun.watch === undefined) invocation.close();
      else channel.call('unwatch', { watch: begun.watch }).catch(() => invocation.close());
    });
  });
  const watching = await channel.call('watch', {
    module,
    function: member,
    count: options.count,
    forMs: options.for,
    perSecond: options.rate,
    when: options.when,
    locals: options.locals,
  });
  begun.watch = watching.watch;
  const what = options.locals
    ? `line ${watching.line} of ${watching.function} (${watching.path})`
    : `${watching.function} (${watching.path}:${watching.line})`;
  output.note(
    `Watching ${what}: at most ${watching.perSecond} calls a second, ` +
      `until ${watching.count} are shown or ${Math.round(watching.forMs / 1000)} s are over. Ctrl-C ends it.`,
  );
  const ended = await over;
  if (!ended) {
    throw new Failure('connection_lost', 'The connection was lost; the watch has ended with it.', {
      hint: '`suture ls` says whether the process still runs.',
      exit: 'unreachable',
    });
  }
  const [{ calls, shown, note }, { costText }] = [ended, await import('../print/cost-text.ts')];
  output.note(`${calls} calls, ${shown} shown.${costText(ended)}${note ? ` ${sanitizeLine(note)}` : ''}`);
  if (ended.why !== 'gone') return 'done';
  throw new Failure('function_gone', `The function is watched no longer: ${note}`, {
    hint: 'A patch has taken it away; `suture patches` lists them.',
    exit: 'no',
  });
}

function readNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.length <= 20 && names.every((name) => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name))) return names;
  throw new InvalidArgumentError('Give names of variables with commas between them: qty,order.');
}

function readWhole(most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= 1 && number <= most) return number;
    throw new InvalidArgumentError(`Give a whole number from 1 to ${most}.`);
  };
}
