import { CommanderError } from 'commander';
import { Failure } from './failure.ts';

/** Says what a command line failed with; undefined for what commander throws after it has printed help or the version. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return undefined;
    return new Failure('usage', plainly(error.message), {
      hint: '`suture help COMMAND` explains a command.',
      exit: 'usage',
      cause: error,
    });
  }
  const bug = error instanceof Error ? error : new Error(String(error));
  return new Failure('bug', `A bug in suture: ${bug.message}`, {
    hint: `Please report it with this: ${bug.stack ?? 'no stack'}`,
    exit: 'no',
    cause: error,
  });
}

function plainly(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/^command-argument value '(.*)' is invalid for argument '(\w+)'\./, "'$1' cannot be the <$2>.")
    .replace(/\n/g, ' ');
}
