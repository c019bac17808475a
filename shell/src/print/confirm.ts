import { createInterface } from 'node:readline/promises';
import { Failure } from '../failure.ts';
import type { Output } from './output.ts';

/** Refuses early what changes something but can neither ask nor was told `--yes`. */
export function requireConsent(output: Output, yes: boolean, what: string): void {
  if (yes || output.interactive) return;
  throw new Failure('not_confirmed', `${what} has to be confirmed, and there is no terminal to ask on.`, {
    hint: 'Give --yes to go ahead without a question. Nothing was changed.',
    exit: 'usage',
  });
}

/** Asks before something is changed; anything but a yes ends the command. */
export async function confirm(output: Output, yes: boolean, question: string): Promise<void> {
  if (yes || (await agrees(question))) return;
  throw new Failure('declined', 'Not confirmed; nothing was changed.', {
    hint: output.interactive ? 'Answer y to go ahead.' : 'Give --yes to go ahead without a question.',
    exit: 'no',
  });
}

/** Asks a question on the terminal; anything but a yes is a no. */
export async function agrees(question: string): Promise<boolean> {
  // The question goes to stderr: stdout may belong to `--json`.
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  lines.on('SIGINT', () => lines.close());
  const answer = await Promise.race([lines.question(`${question} [y/N] `).catch(() => ''), closed]);
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** Gives the question whether a fork may be made, where somebody can answer it. */
export function forkQuestion(output: Output): ((where: string) => Promise<boolean>) | undefined {
  if (!output.interactive) return undefined;
  return (where) => agrees(`You may not push to ${where}. Make a fork of yours, and push there from now on?`);
}
