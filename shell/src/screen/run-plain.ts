import type { Seen } from '../change/seen-log.ts';
import { Invocation } from '../commands/invocation.ts';
import type { Channel } from '../connect/channel.ts';
import { failureOf } from '../failure-of.ts';
import type { Outlet } from '../print/outlet.ts';
import { Output } from '../print/output.ts';
import { buildProgram, type GlobalOptions } from '../program.ts';
import { errorLines, textLines } from './answers.ts';
import { type Printed, say } from './theme.ts';
import { words as sentences } from './words.ts';

/** What a command of the command line is given at the prompt. */
export interface PlainSeat {
  readonly channel: Channel;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly colours: boolean;
  readonly columns: number;
  readonly said: (lines: readonly Printed[]) => void;
  readonly ask: (question: string) => Promise<boolean>;
  readonly onInterrupt: (listener: () => void) => void;
  readonly saw: (seen: Seen) => void;
}

/** Carries out a command of the command line, on the process that one is attached to; what it prints is said as it comes. */
export async function runPlain(words: readonly string[], seat: PlainSeat): Promise<Printed[]> {
  const outlet = promptOutlet(seat);
  const program = buildProgram(async (act) => {
    const output = new Output(outlet, program.opts<GlobalOptions>().json === true);
    const { channel, onInterrupt, saw, env, cwd } = seat;
    const invocation = new Invocation(output, { env, cwd, target: undefined, attached: { channel, onInterrupt, saw } });
    try {
      await act(invocation);
    } finally {
      invocation.close();
    }
  });
  for (const each of [program, ...program.commands]) {
    each.configureOutput({ writeOut: (text) => outlet.facts(text), getOutHelpWidth: () => seat.columns });
  }
  try {
    await program.parseAsync([...words], { from: 'user' });
    return [];
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) return [];
    return failure.code === 'declined' ? [say(sentences.notChanged)] : errorLines(failure);
  }
}

function promptOutlet({ colours, said, ask }: PlainSeat): Outlet {
  return {
    isTerminal: true,
    interactive: true,
    colours,
    facts: (text) => said(textLines(text.replace(/\n$/, ''))),
    talk: (text) => said([say(text.replace(/\n$/, ''), 'muted')]),
    agrees: ask,
    drained: async () => {},
  };
}
