import type { MessagePort } from 'node:worker_threads';
import type { End } from './end.ts';
import type { CallMessage, MainMessage } from './messages.ts';

/** Takes the calls of the agent's thread; what answers is loaded with the first. Where it cannot be, that is the answer. */
export function answerLater(port: MessagePort, end: () => End): void {
  port.on('message', (call: CallMessage) => {
    let made: End;
    try {
      made = end();
    } catch (error) {
      const message: MainMessage = { id: call.id, error: error instanceof Error ? error.message : String(error) };
      port.postMessage(message);
      return;
    }
    made.answer(call);
  });
  port.unref();
}
