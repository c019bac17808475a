import type { Bridge } from '../bridge/agent-end.ts';
import { limits } from '../limits.ts';
import { swapIfStuck } from '../look/swap-if-stuck.ts';
import type { Program } from '../swap/program.ts';
import type { Committed } from '../swap/runtime.ts';
import { type Answer, done, refuse } from './answer.ts';

/** Has the main thread prepare a program and put it in force; what fails leaves everything as it was. */
export async function carryOut(bridge: Bridge, program: Program): Promise<Answer<Committed>> {
  const stuck = await swapIfStuck(bridge, program);
  if (stuck) return stuck;
  const staged = await bridge.callWithin(limits.stageMs, 'stage', program);
  if (!staged.timely) {
    bridge.tell('discard', program.id);
    return refuse(
      'target_busy',
      `${bridge.who} did not prepare the code within ${limits.stageMs} ms; nothing was changed.`,
    );
  }
  if (!staged.result.ok) return refuse(staged.result.code, staged.result.message);
  const { id } = program;
  const committed = await bridge.offer(limits.commitMs, 'commit', (ticket) => ({ id, ticket }));
  if (!committed.timely || 'withdrawn' in committed.result) {
    bridge.tell('discard', id);
    return refuse('target_busy', `${bridge.who} was busy for ${limits.commitMs} ms; nothing was changed.`);
  }
  if ('conflict' in committed.result) {
    bridge.tell('discard', id);
    return refuse('conflict', committed.result.conflict);
  }
  if ('statementFailed' in committed.result) return refuse('load_failed', committed.result.statementFailed);
  if ('migrationFailed' in committed.result) return refuse('migration_failed', committed.result.migrationFailed);
  return done(committed.result);
}
