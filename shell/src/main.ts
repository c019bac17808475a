#!/usr/bin/env node
import { CommanderError } from 'commander';
import { Invocation } from './commands/invocation.ts';
import { type Exit, Failure } from './failure.ts';
import { Output } from './print/output.ts';
import { buildProgram, type GlobalOptions } from './program.ts';

/** Runs one command line and says how it ended. The exit at the foot of this file is the only one. */
async function main(words: readonly string[]): Promise<number> {
  let exit: Exit = 'done';
  // Before the options are read, `--json` decides only how a misuse of them is printed.
  let output = new Output(process, words.includes('--json'));
  const program = buildProgram(async (act) => {
    const { json, target } = program.opts<GlobalOptions>();
    output = new Output(process, json === true);
    const invocation = new Invocation(output, { env: process.env, cwd: process.cwd(), target });
    try {
      exit = await act(invocation);
    } finally {
      invocation.close();
    }
  });
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    const failure = failureOf(error);
    if (failure) {
      output.failure(failure);
      exit = failure.exit;
    }
  }
  return output.finish(exit);
}

/** Undefined for what commander throws after it has printed help or the version. */
function failureOf(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return undefined;
    return new Failure('usage', error.message.replace(/^error: /, '').replace(/\n/g, ' '), {
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

process.exit(await main(process.argv.slice(2)));
