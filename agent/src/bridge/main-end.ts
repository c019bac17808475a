import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import type { MessagePort } from 'node:worker_threads';
import { openHandles } from '../look/handles.ts';
import { Probes } from '../look/probes.ts';
import type { Evaluations } from '../look/evaluations.ts';
import { namedReasonOf, reasonOf } from '../look/reason-of.ts';
import { stayAtSafePoint } from '../look/safe-point.ts';
import type { Ground } from '../look/slot.ts';
import { Trials } from '../swap/trials.ts';
import { delayMeter } from './delay-meter.ts';
import { gcMeter } from './gc-meter.ts';
import type { Mention } from './mention.ts';
import type { CallMessage, MainCalls, MainMessage, MainMethod } from './messages.ts';
import type { Shared } from './shared.ts';

type Handlers = {
  [M in MainMethod]: (params: MainCalls[M]['params'], answer: (result: MainCalls[M]['result']) => void) => void;
};

/**
 * The application's end of the bridge: answers the agent's thread, each call in a macrotask of its own, in which no
 * code of the application is half-way. Gives what takes a call.
 */
export function answerCalls(
  port: MessagePort,
  ground: Ground,
  evaluations: Evaluations,
  shared: Shared,
  mention: Mention,
): (call: CallMessage) => void {
  const { runtime, results, recordings, quiet } = ground;
  const delay = delayMeter();
  const trials = new Trials(runtime);
  const gc = gcMeter();
  const probes = new Probes(runtime, {
    quiet,
    recordings,
    send: (recorded) => port.postMessage({ recorded }),
  });
  const handlers: Handlers = {
    figures: (_nothing, answer) => {
      const heap = getHeapStatistics();
      answer({
        heapUsedBytes: heap.used_heap_size,
        ...delay.read(),
        heapSpaces: getHeapSpaceStatistics().map((space) => ({
          name: space.space_name,
          usedBytes: space.space_used_size,
          sizeBytes: space.space_size,
        })),
        heapLimitBytes: heap.heap_size_limit,
        externalBytes: heap.external_memory,
        gc: gc.read(),
      });
    },
    handles: (_nothing, answer) => answer(openHandles()),
    measureDelay: (on, answer) => {
      delay.set(on);
      gc.set(on);
      answer(null);
    },
    stage: (program, answer) => {
      runtime
        .stage(program)
        .then(answer, (error: unknown) => answer({ ok: false, code: 'load_failed', message: reasonOf(error) }));
    },
    commit: ({ id, ticket }, answer) =>
      answer(shared.take('commit', ticket) ? runtime.commit(id) : { withdrawn: true }),
    discard: (id, answer) => {
      runtime.discard(id);
      answer(null);
    },
    mention: (patches, answer) => {
      mention.set(patches);
      answer(null);
    },
    probe: (order, answer) => answer(probes.set(order)),
    trial: (order, answer) => answer(trials.carryOut(order)),
    promote: ({ id, ticket }, answer) => {
      if (!shared.take('promote', ticket)) return answer({ withdrawn: true });
      runtime.promote(id);
      answer({ promoted: true });
    },
    flights: (ids, answer) => answer(probes.flights(ids)),
    forget: (session, answer) => {
      results.forget(session);
      answer(null);
    },
    evaluate: (order, answer) =>
      answer(shared.take('evaluate', order.ticket) ? evaluations.begin(order) : { withdrawn: true }),
    settled: (ticket, answer) => evaluations.settled(ticket, answer),
    giveUp: (ticket, answer) => {
      evaluations.giveUp(ticket);
      answer(null);
    },
    hold: (params, answer) => stayAtSafePoint(params, answer, ground, shared),
  };
  return ({ id, method, params }) => {
    const send = (message: MainMessage): void => port.postMessage(message);
    try {
      const handle = handlers[method] as (params: unknown, answer: (result: unknown) => void) => void;
      handle(params, (result) => send({ id, result }));
    } catch (error) {
      send({ id, error: namedReasonOf(error) });
    }
  };
}
