import { MessageChannel, type MessagePort, postMessageToThread, threadId } from 'node:worker_threads';
import type * as EndPart from './bridge/end.ts';
import { answerLater } from './bridge/end-later.ts';
import { Mention } from './bridge/mention.ts';
import type { MainMessage } from './bridge/messages.ts';
import { Shared } from './bridge/shared.ts';
import { type WorkerHello, type WorkerStart, workerKind } from './bridge/worker-start.ts';
import { countWorkerThreads } from './bridge/worker-threads.ts';
import { holdsEntries, ledgerFolder } from './journal/ledger-folder.ts';
import type * as RecallPart from './journal/recall-at-start.ts';
import { publishReach } from './look/reach-symbol.ts';
import { limits } from './limits.ts';
import { beginLoading } from './load/begin.ts';
import { mayBeRegistered } from './load/hooks-without-register.ts';
import { KeptCode } from './load/kept-code.ts';
import type { Replayer } from './load/replay.ts';
import { scriptOfWorker } from './load/script-of-worker.ts';
import { nodeFeatures } from './node-features.ts';
import { loadPart } from './load-part.ts';
import type { Parts } from './places.ts';
import { Entered } from './swap/entered.ts';

/**
 * Puts the agent into a worker thread of the application: what it loads is patchable, and the agent's thread of the process
 * serves it as well, once it has lived for a while: a pool starts and ends hundreds. What only an attached shell needs is
 * loaded with its first question.
 */
export function preloadWorker(start: WorkerStart, parts: Parts): void {
  // Node 22.5 and 20.19 on; without it nobody could be told. https://nodejs.org/api/worker_threads.html#worker_threadspostmessagetothreadthreadid-value-transferlist-timeout
  if (Symbol.for('suture') in globalThis || typeof postMessageToThread !== 'function') return;
  const entered = new Entered();
  entered.install();
  // Where modules are read in a thread of hooks that began before the script was known, nobody can tell it what to read.
  const reapplies = nodeFeatures.registerHooks || !mayBeRegistered();
  const scriptOf = scriptOfWorker();
  const send = connectLater(start, {
    reapplies,
    scriptOf,
    answer: (port, shared) => {
      const made: { end?: EndPart.End } = {};
      const end = (): EndPart.End => (made.end ??= endOf(start, { port, shared, entered }));
      publishReach(() => end().reach);
      answerLater(port, end);
    },
  });
  countWorkerThreads(new Shared(start.memory));

  const recalled: { done?: boolean; replayer?: Replayer | undefined } = {};
  // Asked for each module: the first one of the application is loaded when the script is known.
  const replayer = (): Replayer | undefined => {
    const script = recalled.done ? undefined : scriptOf();
    if (script === undefined) return recalled.replayer;
    recalled.done = true;
    if (script === null) return undefined;
    send({ script });
    const folder = ledgerFolder(start.settings.stateDir, start.settings.name);
    if (!reapplies || !holdsEntries(folder)) return undefined;
    const { recallInWorker } = loadPart<typeof RecallPart>({ path: parts.recall });
    const again = recallInWorker(folder, script, start.root);
    if (again) send({ recalled: again.recall });
    recalled.replayer = again?.replayer;
    return recalled.replayer;
  };
  beginLoading({
    settings: start.settings,
    root: start.root,
    instrument: start.later.instrument,
    kept: start.kept && new KeptCode(start.kept),
    replayer,
    report: (loaded, keeping) => send({ loaded, keeping }),
    handOver: (reports) => send({ reports }, [reports]),
  });
}

function endOf({ later }: WorkerStart, given: Omit<EndPart.EndParts, 'mention'>): EndPart.End {
  const mention = new Mention();
  mention.publish();
  return loadPart<typeof EndPart>(later.end).makeEnd({ ...given, mention });
}

interface Connecting {
  readonly reapplies: boolean;
  readonly scriptOf: () => string | null | undefined;
  readonly answer: (port: MessagePort, shared: Shared) => void;
}

type Send = (message: MainMessage, transfer?: readonly MessagePort[]) => void;

/** Connects to the agent's thread: at once where that has code to keep for the next thread, else after a while. */
function connectLater({ memory }: WorkerStart, { reapplies, scriptOf, answer }: Connecting): Send {
  const startedAt = new Date().toISOString();
  const waiting: Parameters<Send>[] = [];
  const state: { port?: MessagePort } = {};
  const connect = (): void => {
    const { agentThread } = new Shared(memory);
    if (state.port || agentThread === 0) return;
    clearInterval(connecting);
    const { port1, port2 } = new MessageChannel();
    const shared = new Shared();
    state.port = port1;
    answer(port1, shared);
    const hello: WorkerHello = {
      kind: workerKind,
      port: port2,
      memory: shared.memory,
      thread: threadId,
      reapplies,
      startedAt,
    };
    postMessageToThread(agentThread, hello, [port2]).catch(() => {});
    // Where another thread reads all modules, nothing else has told it.
    const script = scriptOf();
    if (typeof script === 'string') port1.postMessage({ script });
    for (const [message, transfer] of waiting.splice(0)) port1.postMessage(message, transfer);
  };
  // Again and again: the agent's thread starts when the main thread comes to its event loop.
  const connecting = setInterval(connect, limits.workerConnectMs).unref();
  return (message, transfer = []) => {
    if ('keeping' in message && message.keeping) connect();
    if (state.port) state.port.postMessage(message, transfer);
    else waiting.push([message, transfer]);
  };
}
