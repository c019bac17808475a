import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { StackFrame } from '@suture/protocol/stack.js';
import { type Files, type Host, startHost } from './host.ts';

/** A program whose handler calls `spin`; what ends that, and what runs then, is printed. */
export const onInput = (body: string): Files => ({
  'app.cjs': `process.stdin.once('data', () => {
  console.log('spinning');
  try {
    console.log('result', spin({ id: 7, password: 'hunter2' }));
  } catch (error) {
    console.log('caught', error.code, error.message);
  } finally {
    console.log('finally');
  }
});
${body}`,
});

/** A loop that never ends, as nothing sets `done`. */
export const tight: Files = onInput(`function spin(order) {
  let turns = 0, done = false;
  while (!done) turns++;
  return turns > 0;
}
`);

const inSpin = ({ function: name }: StackFrame): boolean => name === 'spin';

/** Starts a program and lets it run into its loop; `isInside` tells a frame that is there no sooner. */
export async function startStuck(t: TestContext, files: Files, isInside: typeof inSpin = inSpin): Promise<Host> {
  const host = await startHost(t, files, ['app.cjs']);
  host.running.child.stdin?.write('go\n');
  await host.running.printed('stdout', 'spinning');
  // It is printed before the loop is entered.
  const giveUpAt = Date.now() + 20_000;
  while (!(await host.shell.get('stack', {})).frames.some(isInside))
    assert.ok(Date.now() < giveUpAt, 'the loop was not entered');
  return host;
}

/** Waits until the agent sees that the main thread answers again. */
export async function isFree({ shell }: Host): Promise<void> {
  let status = await shell.get('status', {});
  const giveUpAt = Date.now() + 20_000;
  while (status.stuckMs > 0 && Date.now() < giveUpAt) status = await shell.get('status', {});
  assert.equal(status.stuckMs, 0);
}
