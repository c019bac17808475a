import { type MessagePort, setEnvironmentData } from 'node:worker_threads';
import type { KeptPlace } from '../load/kept-code.ts';
import type { LaterParts } from '../load-part.ts';
import type { Settings } from '../settings.ts';

/** What the main thread leaves for the worker threads of the application. `register.cts` names the same place. */
export interface WorkerStart {
  /** Memory that the main thread shares with the agent's, which is found by it; worker threads are counted there. */
  readonly memory: SharedArrayBuffer;
  readonly later: LaterParts;
  readonly settings: Settings;
  readonly root: string;
  /** Where code of earlier starts is kept; undefined where it cannot be trusted. */
  readonly kept: KeptPlace | undefined;
}

/** Tells the greeting of a worker thread from what an application sends to other threads. */
export const workerKind = 'suture worker';

/** What a worker thread says to the agent's thread, once. */
export interface WorkerHello {
  readonly kind: typeof workerKind;
  readonly port: MessagePort;
  readonly memory: SharedArrayBuffer;
  readonly thread: number;
  /** Whether recorded patches are applied again in threads that load modules as this one does. */
  readonly reapplies: boolean;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
}

/** Leaves this for worker threads: Node hands it to each that is started from now on, and to those that they start. */
export function leaveForWorkers(start: WorkerStart): void {
  setEnvironmentData('suture', start as never);
}

/** Whether what came from another thread is the greeting of a worker thread; an application can send anything. */
export function isWorkerHello(message: unknown): message is WorkerHello {
  if (typeof message !== 'object' || message === null) return false;
  const { kind, memory, thread } = message as Partial<WorkerHello>;
  return kind === workerKind && memory instanceof SharedArrayBuffer && Number.isSafeInteger(thread);
}
