import { sanitize } from '../print/sanitize.ts';
import type { Children, Ended } from './children.ts';
import { type Counts, Load } from './load.ts';
import type { Stage } from './stage.ts';

const wide = process.stdout.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
const strong = (text: string): string => (wide ? `\x1b[1m${text}\x1b[0m` : text);

/** Prints plain text. */
export function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints the heading of a step. */
export function tellStep(number: number, title: string): void {
  tell(`\n${strong(`${number}. ${title}`)}`);
}

/** Prints a command as one would type it. */
export function tellCommand(line: string): void {
  tell(`\n${strong(`$ ${line}`)}`);
}

/** Runs a command in the checkout, printed as it would be typed, with its real output. */
export async function runAndTell(
  children: Children,
  stage: Stage,
  typed: string,
  command: string,
  args: readonly string[],
): Promise<Ended> {
  tellCommand(typed);
  const ended = await children.run(command, args, { cwd: stage.checkout, env: stage.env });
  const output = sanitize(ended.stdout + ended.stderr).trimEnd();
  if (output !== '') tell(output);
  return ended;
}

/** Prints what the customers have met. */
export function tellCounts({ requests, bug, failed, dropped, messages }: Counts): void {
  const percent = requests === 0 ? 0 : (100 * bug) / requests;
  tell(
    `  ${requests} orders by ${Load.size.http} keep-alive clients: ${bug} answered 500 by the bug (${percent.toFixed(1)} %), ` +
      `${failed} failed otherwise`,
  );
  tell(`  ${messages} messages to ${Load.size.feeds} WebSocket subscribers: ${dropped} connections dropped`);
}
