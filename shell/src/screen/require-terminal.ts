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

/**
 * Says at once what goes on: reaching a process far away, and loading what draws, take their time. The first frame is drawn
 * over it; gives what takes it off when there will be none.
 */
export function announce(target: string | undefined): () => void {
  const text = ` ○ attaching${target === undefined ? '' : ` to ${sanitizeLine(target)}`} …`;
  // A row that wraps would be left behind.
  process.stdout.write(text.slice(0, (process.stdout.columns || 80) - 1));
  return () => void process.stdout.write('\r\x1b[K');
}
