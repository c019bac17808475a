import type { MessagePort } from 'node:worker_threads';
import { Evaluations } from '../look/evaluations.ts';
import { installReach } from '../look/reach.ts';
import { Recordings } from '../look/recordings.ts';
import { Results } from '../look/results.ts';
import type { Runtime } from '../swap/runtime.ts';
import { answerCalls } from './main-end.ts';
import { Mention } from './mention.ts';
import type { CallMessage } from './messages.ts';
import type { Shared } from './shared.ts';

/** Makes a worker thread's end of the bridge: what the inspector reaches at once, and what answers the calls of a port. */
export function makeWorkerEnd(runtime: Runtime): (port: MessagePort, shared: Shared) => (call: CallMessage) => void {
  const ground = { runtime, results: new Results(), recordings: new Recordings(), quiet: { isOn: false } };
  const evaluations = new Evaluations(ground);
  installReach(ground, evaluations);
  const mention = new Mention();
  mention.publish();
  return (port, shared) => answerCalls(port, ground, evaluations, shared, mention);
}
