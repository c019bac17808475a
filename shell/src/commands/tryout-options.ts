import type { CanaryChoice, Tryout } from '@suture/protocol/trial.js';
import { type Command, InvalidArgumentError } from 'commander';
import { readLength } from './read-duration.ts';

/** How an edit is to be tried out, as it is written on the command line. */
export interface TryoutOptions {
  readonly canary?: CanaryChoice;
  /** Milliseconds. */
  readonly probation?: number;
}

/** Adds the options that `plan` and `patch` share. */
export function addTryoutOptions(command: Command): Command {
  return command
    .option('--canary <calls>', 'for some calls only: 5%, or \'args[0].tenant === "me"\'', readCanary)
    .option('--probation <time>', 'watch it for this long; a gate that breaks takes it back by itself', readProbation);
}

/** Gives what the options ask for. */
export function tryoutOf({ canary, probation }: TryoutOptions): Tryout {
  return { ...(canary && { canary }), ...(probation !== undefined && { probation: { forMs: probation } }) };
}

/** Reads a part of the calls, or a condition. */
export function readCanary(text: string): CanaryChoice {
  const choice = text.trim();
  const [, percent] = /^(\d+(?:\.\d+)?)\s*%$/.exec(choice) ?? [];
  const share = Number(percent) / 100;
  if (percent !== undefined && share > 0 && share < 1) return { share };
  // A number alone would be a condition that always holds, or never.
  if (percent === undefined && choice !== '' && Number.isNaN(Number(choice))) return { when: choice };
  throw new InvalidArgumentError("Give a part of the calls such as 5%, or a condition such as 'args[0] === 7'.");
}

/** Reads a length of time into milliseconds. */
export function readProbation(text: string): number {
  const advice = 'Give a time as in 30s, 2m; a second at least, an hour at most.';
  return readLength(text, { leastMs: 1_000, mostMs: 3_600_000, bare: 's', advice });
}
