import type { Channel } from '../connect/channel.ts';
import { refusalOf } from '../change/plan-edit.ts';
import { paintFor } from '../print/paint.ts';
import { loadedText, rolledBackText } from '../print/patch-text.ts';
import { planText, previewText } from '../print/plan-text.ts';
import { sanitizeLine } from '../print/sanitize.ts';
import { statusText } from '../print/status-text.ts';
import { moduleTable } from '../print/tables.ts';
import { errorLines, evaluationLines, failureLines, textLines } from './answers.ts';
import type { ChangeFlow } from './change-flow.ts';
import type { Command } from './state/command.ts';
import { type Printed, say } from './theme.ts';
import { words } from './words.ts';

/** What carrying out a command needs. */
export interface Hands {
  readonly channel: Channel;
  readonly change: ChangeFlow;
  readonly colours: boolean;
  /** Prints something before the answer. */
  readonly said: (lines: readonly Printed[]) => void;
  readonly ask: (question: string) => Promise<boolean>;
  readonly scope: (module: string | undefined) => void;
}

/** How long an evaluation may hold the main thread: looking is to be short, a deliberate change may take its time. */
const readMs = 2_000;
const writeMs = 30_000;
/** The answer comes after the evaluation has ended, by this at the most. */
const graceMs = 5_000;

/** Carries out a command and gives its answer as lines; failures are answers too. */
export async function carryOut(command: Command, scope: string | undefined, hands: Hands): Promise<Printed[]> {
  try {
    return await attempt(command, scope, hands);
  } catch (error) {
    return errorLines(error);
  }
}

async function attempt(command: Command, scope: string | undefined, hands: Hands): Promise<Printed[]> {
  const { channel, change } = hands;
  const paint = paintFor(hands.colours);
  switch (command.is) {
    case 'evaluate': {
      const { expression, write } = command;
      const timeoutMs = write ? writeMs : readMs;
      const startedAt = performance.now();
      const params = { expression, write, timeoutMs, ...(scope === undefined ? {} : { module: scope }) };
      const evaluation = await channel.call('evaluate', params, { timeoutMs: timeoutMs + graceMs });
      return evaluationLines(evaluation, write, performance.now() - startedAt);
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
    case 'modules': {
      const { pattern } = command;
      const modules = await channel.call('modules', pattern === undefined ? {} : { pattern });
      return modules.length === 0 ? [say(words.noModules)] : textLines(moduleTable(modules));
    }
    case 'status':
      return textLines(statusText(await channel.call('status', {}), paint));
    case 'plan': {
      const planned = await change.plan(channel, command.files);
      const lines = textLines(planText(planned.plan, planned.edit.types, paint));
      const refusal = refusalOf(planned, true);
      return refusal ? [...lines, ...errorLines(refusal)] : lines;
    }
    case 'patch':
      return patch(command, hands);
    case 'rollback': {
      const patch = await change.findPatch(channel, command.id);
      const { name, pid } = channel.greeting;
      const question = `Take ${patch.id} (${sanitizeLine(patch.why)}) out of ${sanitizeLine(name)} (${pid})?`;
      if (!(await hands.ask(question))) return [say(words.notChanged)];
      return textLines(rolledBackText(name, await change.rollBack(channel, patch)));
    }
    case 'view':
    case 'help':
    case 'quit':
    case 'wrong':
      return [];
  }
}

async function patch({ files, why }: Extract<Command, { is: 'patch' }>, hands: Hands): Promise<Printed[]> {
  const { channel, change } = hands;
  const paint = paintFor(hands.colours);
  const planned = await change.plan(channel, files);
  hands.said([
    ...textLines(planText(planned.plan, planned.edit.types, paint)),
    say(''),
    ...textLines(previewText(planned.edit.preview, paint)),
  ]);
  const refusal = refusalOf(planned, false);
  if (refusal) return errorLines(refusal);
  const { name, pid } = channel.greeting;
  if (!(await hands.ask(`Load this into ${sanitizeLine(name)} (${pid})?`))) return [say(words.notChanged)];
  const loaded = await change.load(channel, planned, why);
  const lines = textLines(loadedText(name, loaded, paint));
  if (!loaded.waiting) return lines;
  const { message, hint } = loaded.waiting;
  return [...lines, ...failureLines(`The patch is live, but its record has not landed: ${message}`, hint)];
}
