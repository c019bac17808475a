import { Invocation } from './commands/invocation.ts';
import type { Exit } from './failure.ts';
import { failureOf } from './failure-of.ts';
import { processOutlet } from './print/outlet.ts';
import { Output } from './print/output.ts';
import { buildProgram, type GlobalOptions } from './program.ts';

/** Runs one command line; gives the exit code once all is written. `main.ts` exits with it, nobody else exits. */
export async function start(words: readonly string[]): Promise<number> {
  let exit: Exit = 'done';
  const outlet = processOutlet(process);
  // Before the options are read, `--json` decides only how a misuse of them is printed.
  let output = new Output(outlet, words.includes('--json'));
  const program = buildProgram(async (act) => {
    const { json, target } = program.opts<GlobalOptions>();
    output = new Output(outlet, json === true);
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
