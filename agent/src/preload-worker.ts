import { createRequire } from 'node:module';
import { isAbsolute } from 'node:path';
import { MessageChannel, type MessagePort, postMessageToThread, threadId } from 'node:worker_threads';
import type { answerInWorker } from './bridge/worker-end.ts';
import type { CallMessage, MainMessage } from './bridge/messages.ts';
import { Shared } from './bridge/shared.ts';
import { type WorkerHello, type WorkerStart, workerKind } from './bridge/worker-start.ts';
import { countWorkerThreads } from './bridge/worker-threads.ts';
import { limits } from './limits.ts';
import { beginLoading } from './load/begin.ts';
import { KeptCode } from './load/kept-code.ts';
import { compiled, type Parts } from './places.ts';
import { Runtime } from './swap/runtime.ts';

/**
 * Puts the agent into a worker thread of the application: what it loads is patchable, and the agent's thread of the process
 * serves it as well, once it has lived for a while: a pool starts and ends hundreds. What only an attached shell needs is
 * loaded with its first question.
 */
export function preloadWorker(start: WorkerStart, parts: Parts): void {
  // Node 22.5 and 20.19 on; without it nobody could be told. https://nodejs.org/api/worker_threads.html#worker_threadspostmessagetothreadthreadid-value-transferlist-timeout
  if (Symbol.for('suture') in globalThis || typeof postMessageToThread !== 'function') return;
  const runtime = new Runtime();
  runtime.install();
  const send = connectLater(start, (port, shared) => loadAnswering(parts.workerEnd)(port, runtime, shared));
  countWorkerThreads(new Shared(start.memory));

  // Node puts the script in front of the arguments once the preloads are through.
  const before = process.argv.length;
  const told = { script: false };
  beginLoading({
    settings: start.settings,
    root: start.root,
    instrument: parts.instrument,
    kept: start.keeps ? new KeptCode(start.settings.cacheDir) : undefined,
    table: undefined,
    report: (loaded, keeping) => {
      const [, script = ''] = process.argv;
      if (!told.script && process.argv.length > before) {
        told.script = true;
        if (isAbsolute(script)) send({ script });
      }
      send({ loaded, keeping });
    },
    handOver: (reports) => send({ reports }, [reports]),
  });
}

type Send = (message: MainMessage, transfer?: readonly MessagePort[]) => void;

/** Connects to the agent's thread: at once where that has code to keep for the next thread, else after a while. */
function connectLater(
  { agentThread }: WorkerStart,
  answering: (port: MessagePort, shared: Shared) => (call: CallMessage) => void,
): Send {
  const startedAt = new Date().toISOString();
  const waiting: Parameters<Send>[] = [];
  const state: { port?: MessagePort; answer?: (call: CallMessage) => void } = {};
  const connect = (): void => {
    if (state.port) return;
    const { port1, port2 } = new MessageChannel();
    const shared = new Shared();
    state.port = port1;
    port1.on('message', (call: CallMessage) => {
      state.answer ??= answering(port1, shared);
      state.answer(call);
    });
    port1.unref();
    const hello: WorkerHello = { kind: workerKind, port: port2, memory: shared.memory, thread: threadId, startedAt };
    postMessageToThread(agentThread, hello, [port2]).catch(() => {});
    for (const [message, transfer] of waiting.splice(0)) port1.postMessage(message, transfer);
  };
  setTimeout(connect, limits.workerConnectMs).unref();
  return (message, transfer = []) => {
    if ('keeping' in message && message.keeping) connect();
    if (state.port) state.port.postMessage(message, transfer);
    else waiting.push([message, transfer]);
  };
}

function loadAnswering(part: string): typeof answerInWorker {
  const require = createRequire(compiled);
  const before = new Set(Object.keys(require.cache));
  const loaded = require(part) as { answerInWorker: typeof answerInWorker };
  // An application that looks at `require.cache` finds what it loaded itself.
  for (const file of Object.keys(require.cache)) if (!before.has(file)) delete require.cache[file];
  return loaded.answerInWorker;
}
