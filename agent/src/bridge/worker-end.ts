import type { MessagePort } from 'node:worker_threads';
import { Evaluations } from '../look/evaluations.ts';
import { Recordings } from '../look/recordings.ts';
import { Results } from '../look/results.ts';
import type { Runtime } from '../swap/runtime.ts';
import { answerCalls } from './main-end.ts';
import { Mention } from './mention.ts';
import type { CallMessage } from './messages.ts';
import type { Shared } from './shared.ts';

/** A worker thread's end of the bridge. What goes through the inspector is not among what it is asked. */
export function answerInWorker(port: MessagePort, runtime: Runtime, shared: Shared): (call: CallMessage) => void {
  const ground = { runtime, results: new Results(), recordings: new Recordings(), quiet: { isOn: false } };
  const mention = new Mention();
  mention.publish();
  return answerCalls(port, ground, new Evaluations(ground), shared, mention);
}
