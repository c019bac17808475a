import type { Tryout } from '@suture/protocol/trial.js';
import { readChoice } from '../look/condition.ts';
import type { TrialProgram } from '../swap/program.ts';
import { type Answer, done, refuse } from './answer.ts';

/** Turns what was asked for into what the main thread needs; undefined when nothing is tried out. */
export function trialProgram({ canary, probation }: Tryout): Answer<TrialProgram | undefined> {
  if (!canary) return done(probation && { calls: 'all' });
  if (canary.share !== undefined) return done({ calls: 'share', share: canary.share });
  const choice = readChoice(canary.when);
  if (!choice.ok) return refuse('bad_condition', `canary: ${choice.message}`);
  return done({ calls: 'when', code: choice.code });
}
