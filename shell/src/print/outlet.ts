import { createInterface } from 'node:readline/promises';
import { wantsColour } from './paint.ts';

/** Where a command prints, and where somebody may be asked: the streams of this process, or the prompt. */
export interface Outlet {
  /** True when what is printed goes to a terminal. */
  readonly isTerminal: boolean;
  /** True when a person sits at both ends, so that a question can be asked. */
  readonly interactive: boolean;
  readonly colours: boolean;
  /** Takes facts. */
  facts(text: string): void;
  /** Takes talk. */
  talk(text: string): void;
  /** Shows how far something is, in place of what was shown before; nothing for an empty text. Only on a terminal. */
  progress?(text: string): void;
  /** Asks a question; anything but a yes is a no. */
  agrees(question: string): Promise<boolean>;
  /** Ends when everything is handed over. */
  drained(): Promise<void>;
}

/** Prints facts to stdout and talk to stderr. */
export function processOutlet({ stdin, stdout, stderr, env }: NodeJS.Process): Outlet {
  // `suture … | head` ends the pipe early. A change under way goes on; only the printing stops.
  stdout.on('error', () => {});
  stderr.on('error', () => {});
  return {
    isTerminal: stdout.isTTY === true,
    interactive: stdin.isTTY === true && stdout.isTTY === true,
    colours: wantsColour(stdout.isTTY === true, env),
    facts: (text) => void stdout.write(text),
    talk: (text) => void stderr.write(text),
    ...(stderr.isTTY ? { progress: (text: string): void => void stderr.write(`\r\u001b[2K${text}`) } : {}),
    async agrees(question) {
      // The question goes to stderr: stdout may belong to `--json`.
      const lines = createInterface({ input: stdin, output: stderr });
      const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
      lines.on('SIGINT', () => lines.close());
      const answer = await Promise.race([lines.question(`${question} [y/N] `).catch(() => ''), closed]);
      lines.close();
      return /^y(es)?$/i.test(answer.trim());
    },
    async drained() {
      await Promise.all([drained(stdout), drained(stderr)]);
    },
  };
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableEnded) resolve();
    else stream.write('', () => resolve());
  });
}
