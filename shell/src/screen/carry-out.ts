import type { Channel } from '../connect/channel.ts';
import { personOf } from '../change/author.ts';
import { duration } from '../print/figures.ts';
import { sanitizeLine } from '../print/sanitize.ts';
import type { Arming } from './arming.ts';
import { askEvaluation } from './ask-evaluation.ts';
import { errorLines, evaluationLines } from './answers.ts';
import { functionLines } from './function-lines.ts';
import type { InlineTree } from './inline-tree.ts';
import { type PlainSeat, runPlain } from './run-plain.ts';
import type { Command } from './state/command.ts';
import { type Printed, say } from './theme.ts';
import { framesOf } from './thrown.ts';
import { words } from './words.ts';

/** What carrying out a command needs. */
export interface Hands {
  readonly channel: Channel;
  readonly regained: () => Promise<Channel>;
  readonly lost: () => void;
  readonly scope: (module: string | undefined) => void;
  readonly arming: Arming;
  readonly tree: InlineTree;
  readonly plain: PlainSeat;
}

/** Where a command was given: inside which module, and what side effects are for. */
export interface Standing {
  readonly scope: string | undefined;
  readonly why: string | undefined;
}

/** How long an evaluation may take: looking is to be short, what a deliberate change awaits may take its time. */
const readMs = 2_000;
const writeMs = 30_000;
/** How long it may hold the main thread: a loop that was meant to end must not stop the service for half a minute. */
const holdMs = 5_000;

/** Carries out a command and gives its answer as lines; failures are answers too. */
export async function carryOut(command: Command, standing: Standing, hands: Hands): Promise<Printed[]> {
  try {
    return await attempt(command, standing, hands);
  } catch (error) {
    return errorLines(error);
  }
}

async function attempt(command: Command, { scope, why }: Standing, hands: Hands): Promise<Printed[]> {
  const { channel } = hands;
  switch (command.is) {
    case 'evaluate': {
      const { expression, write } = command;
      const timeoutMs = write ? writeMs : readMs;
      const startedAt = performance.now();
      const reason = write ? { by: await personOf(hands.plain.cwd), why } : {};
      const params = { expression, write, timeoutMs, holdMs, module: scope, session: true, ...reason };
      const evaluation = await askEvaluation(params, hands);
      const lines = evaluationLines(
        evaluation,
        { write, inModule: scope !== undefined },
        performance.now() - startedAt,
      );
      return evaluation.ok ? lines : [...lines, ...(await framesOf(evaluation, channel, hands.plain.columns))];
    }
    case 'scope': {
      if (command.module === undefined) {
        hands.scope(undefined);
        return [say(words.scopeLeft)];
      }
      const { path } = await channel.call('source', { module: command.module });
      hands.scope(path);
      return [say(`Inside ${sanitizeLine(path)}.`)];
    }
    case 'function':
      return functionLines(channel, command, scope);
    case 'look':
      if (command.at === 'more') return hands.tree.more(channel);
      if (/^\d+$/.test(command.at)) return hands.tree.expand(channel, Number(command.at));
      return hands.tree.open(channel, command.at, scope);
    case 'plain':
      return runPlain(command.words, hands.plain);
    case 'arm': {
      hands.arming.arm(command.ms, command.why);
      const line = `Armed for ${duration(command.ms)}: ${sanitizeLine(command.why)}`;
      return [say(`${line}. :write is allowed now; :disarm ends it.`, 'warning')];
    }
    case 'disarm': {
      const { isArmed } = hands.arming;
      hands.arming.disarm();
      return [say(isArmed ? words.disarmed : words.notArmed)];
    }
    case 'help':
      return runPlain(['help', command.topic ?? ''], hands.plain);
    case 'view':
    case 'quit':
    case 'wrong':
      return [];
  }
}
