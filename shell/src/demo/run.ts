import { Failure } from '../failure.ts';
import { Children } from './children.ts';
import { journey } from './journey.ts';
import { Pace, Quit } from './pace.ts';
import { closeStage, dropStage, openStage, type Stage } from './stage.ts';
import { tell } from './tell.ts';
import { reasonOf } from '../reason-of.ts';

const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Shows the whole journey on this machine, and leaves nothing behind, however it ends. */
export async function runDemo(): Promise<void> {
  const children = new Children();
  const pace = new Pace();
  let stage: Stage | undefined;
  const emergency = (): void => {
    children.kill();
    if (stage) dropStage(stage);
  };
  let stop: (quit: Quit) => void = () => {};
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = reject;
  });
  stopped.catch(() => {});
  const onSignal = (signal: NodeJS.Signals): void => stop(new Quit(signal));
  const onBrokenPipe = (): void => stop(new Quit('SIGPIPE'));
  pace.onQuit = stop;
  for (const signal of signals) process.on(signal, onSignal);
  process.stdout.on('error', onBrokenPipe);
  process.once('exit', emergency);

  let ended: unknown;
  let travelled: Promise<void> = Promise.resolve();
  try {
    stage = await openStage();
    travelled = journey(stage, children, pace);
    await Promise.race([travelled, stopped]);
  } catch (error) {
    ended = error;
  } finally {
    pace.close();
    await children.close();
    // A step that still writes would put a file back into the folder that goes.
    await Promise.race([travelled.catch(() => {}), patience()]);
    if (stage) await closeStage(stage);
    process.off('exit', emergency);
    for (const signal of signals) process.off(signal, onSignal);
    process.stdout.off('error', onBrokenPipe);
  }
  if (ended instanceof Quit) await endBy(ended.signal);
  if (ended !== undefined) throw asFailure(ended);
  tell('Nothing of this demo is left on this machine: no process, no file.');
}

function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2_000).unref());
}

/** Ends as the signal would have, now that all is cleaned up. */
async function endBy(signal: NodeJS.Signals): Promise<never> {
  process.kill(process.pid, signal);
  return new Promise<never>(() => setTimeout(() => process.exit(1), 1_000));
}

function asFailure(error: unknown): Error {
  if (error instanceof Failure) return error;
  return new Failure('demo_failed', `The demo came to no good end: ${reasonOf(error)}`, {
    hint: 'Please report it with the text above. Everything that it had started and written is gone.',
    exit: 'no',
    cause: error,
  });
}
