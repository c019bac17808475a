import { Failure } from '../failure.ts';
import { sanitizeLine } from '../print/sanitize.ts';

/** Refuses to go on without a terminal that can be drawn on, or where one JSON document was asked for. */
export function requireTerminal(json: boolean): void {
  if (!json && process.stdin.isTTY && process.stdout.isTTY && process.env['TERM'] !== 'dumb') return;
  throw new Failure('no_terminal', 'The terminal shell needs a terminal at both ends that can be drawn on.', {
    hint: 'Use the commands: suture status, eval, modules, plan, patch, patches, rollback; each has --json.',
    exit: 'usage',
  });
}

/** What stands on the terminal until the first frame is drawn over it. */
export interface Announced {
  /** Gives the terminal back as it was: there will be no prompt. */
  takeBack(): void;
  /** Leaves the keys that were typed meanwhile to whoever reads the terminal next. */
  handOver(): void;
}

/**
 * Says at once what goes on: reaching a process far away, and loading what draws, take their time. Keys that are typed meanwhile
 * are kept as keys; ^C ends it.
 */
export function announce(target: string | undefined): Announced {
  const { stdin, stdout } = process;
  const text = ` ○ attaching${target === undefined ? '' : ` to ${sanitizeLine(target)}`} …`;
  const typed: Buffer[] = [];
  const stopReading = (): void => {
    stdin.off('data', read);
    stdin.pause();
  };
  const takeBack = (): void => {
    stopReading();
    stdin.setRawMode(false);
    stdout.write('\r\x1b[K');
  };
  const read = (chunk: Buffer): void => {
    typed.push(chunk);
    if (!chunk.includes(0x03)) return;
    takeBack();
    process.kill(process.pid, 'SIGINT');
  };
  stdin.setRawMode(true);
  stdin.on('data', read);
  // A row that wraps would be left behind.
  stdout.write(text.slice(0, (stdout.columns || 80) - 1));
  return {
    takeBack,
    handOver() {
      stopReading();
      if (typed.length > 0) stdin.unshift(Buffer.concat(typed));
    },
  };
}
