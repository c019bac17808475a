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
  if (yes || (await output.agrees(question))) return;
  throw new Failure('declined', 'Not confirmed; nothing was changed.', {
    hint: output.interactive ? 'Answer y to go ahead.' : 'Give --yes to go ahead without a question.',
    exit: 'no',
  });
}

/** Gives the question whether a fork may be made, where somebody can answer it. */
export function forkQuestion(output: Output): ((where: string) => Promise<boolean>) | undefined {
  if (!output.interactive) return undefined;
  return (where) => output.agrees(`You may not push to ${where}. Make a fork of yours, and push there from now on?`);
}
