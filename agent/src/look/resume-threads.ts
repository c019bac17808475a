import type * as Inspector from 'node:inspector';
import { limits } from '../limits.ts';

interface FromWorker {
  readonly params: { readonly sessionId: string; readonly message: string };
}

/**
 * Runs on the main thread when the agent's has died with sessions open, or does not come to close them at exit: a worker
 * thread that it had paused, or is about to pause still, would stay so for ever, and keep the process from ending. Any
 * session can make one go on.
 */
export function resumeThreads(): void {
  const { Session } = process.getBuiltinModule('node:inspector') as unknown as typeof Inspector;
  const session = new Session();
  session.connect();
  const open = new Set<string>();
  const send = (sessionId: string, method: string): void => {
    session.post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id: 1, method }) });
  };
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId } }: FromWorker) => {
    open.add(sessionId);
    send(sessionId, 'Debugger.enable');
    send(sessionId, 'Debugger.resume');
  });
  session.on('NodeWorker.receivedMessageFromWorker', ({ params: { sessionId, message } }: FromWorker) => {
    if ((JSON.parse(message) as { method?: string }).method === 'Debugger.paused') send(sessionId, 'Debugger.resume');
  });
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  session.post('NodeWorker.disable');
  setTimeout(() => {
    for (const sessionId of open) session.post('NodeWorker.detach', { sessionId });
    session.disconnect();
  }, limits.pausedMs).unref();
}
