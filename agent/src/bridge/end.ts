import type { MessagePort } from 'node:worker_threads';
import { Evaluations } from '../look/evaluations.ts';
import { makeReach, type Reach } from '../look/reach.ts';
import { Recordings } from '../look/recordings.ts';
import { Results } from '../look/results.ts';
import type { Entered } from '../swap/entered.ts';
import { Runtime } from '../swap/runtime.ts';
import { answerCalls } from './main-end.ts';
import type { Mention } from './mention.ts';
import type { CallMessage } from './messages.ts';
import type { Shared } from './shared.ts';

/** A thread's end of the bridge, on the application's side. */
export interface End {
  /** Takes a call of the agent's thread. */
  readonly answer: (call: CallMessage) => void;
  /** What the inspector calls, while the thread is stuck as well. */
  readonly reach: Reach;
}

/** What an end is made of. */
export interface EndParts {
  readonly port: MessagePort;
  readonly shared: Shared;
  readonly entered: Entered;
  readonly mention: Mention;
}

/** Makes the end of a thread. It is loaded when it is first asked something: at rest nothing of it is there. */
export function makeEnd({ port, shared, entered, mention }: EndParts): End {
  const runtime = new Runtime(entered);
  const ground = { runtime, results: new Results(), recordings: new Recordings(), quiet: { isOn: false } };
  const evaluations = new Evaluations(ground);
  return {
    answer: answerCalls(port, ground, evaluations, shared, mention),
    reach: makeReach(ground, evaluations),
  };
}
