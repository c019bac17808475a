import { fork } from 'node:child_process';
import type { EditOutcome, EditTask, Reached, ReachedTask } from './task.ts';

/** How long a process may be silent that does not say how long its calls take. */
const patienceMs = 20_000;

/** What a process told before it ended. */
export interface Told extends Partial<Reached> {
  readonly outcomes: readonly EditOutcome[];
}

/**
 * Tries edits in a process of their own, which an edit may well end: by a loop, or with all the memory there is. One that does so
 * once a restart has answered differs from it; before that there is nothing to compare with.
 */
export function attempt(task: EditTask | ReachedTask): Promise<Told> {
  const child = fork(new URL('worker.js', import.meta.url), {
    execArgv: ['--max-old-space-size=1024'],
    stdio: 'ignore',
    serialization: 'advanced',
  });
  const outcomes: EditOutcome[] = [];
  let reached: Partial<Reached> = {};
  let running: EditOutcome | undefined;
  return new Promise((resolve) => {
    const giveUp = (): void => void child.kill('SIGKILL');
    let timer = setTimeout(giveUp, patienceMs);
    child.on('message', (told: EditOutcome | Reached) => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, ('usualMs' in told && told.usualMs * 10 + 1_500) || patienceMs);
      if ('reached' in told) {
        reached = told;
        return;
      }
      const isUnderway = told.kind === 'begun' || told.kind === 'known';
      running = isUnderway ? told : undefined;
      if (!isUnderway) outcomes.push(told);
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      const detail = `the process ended (${signal ?? code}), or had to be ended because it said nothing`;
      if (running) outcomes.push({ ...running, kind: running.kind === 'known' ? 'differs' : 'no start', detail });
      resolve({ outcomes, ...reached });
    });
    child.send(task);
  });
}
