import type { WireFailure } from '@suture/protocol/frame.js';
import { type AnswerFrame, check, readFrame, requestFrameSchema } from '@suture/protocol/frame.js';
import { type Method, type RequestEntry, requests } from '@suture/protocol/requests.js';
import type { Answer } from './answer.ts';
import type { Handlers } from './handlers.ts';

/** An answer, and whether the frame was one that the agent understands. */
export interface Dispatched {
  readonly frame: AnswerFrame;
  readonly wellFormed: boolean;
}

/** Answers one frame from outside, whatever it holds; never throws. */
export async function dispatch(text: string, handlers: Handlers): Promise<Dispatched> {
  const frame = readFrame(requestFrameSchema, text);
  if (!frame.ok) return { ...refusal(null, { code: 'bad_request', message: `${frame.message}.` }), wellFormed: false };
  const { id, method, params } = frame.value;
  if (!isMethod(method))
    return refusal(id, { code: 'unknown_method', message: `There is no request ${quote(method)}.` });
  const entry = requests[method] as RequestEntry<Method>;
  const checked = check(entry.params, params);
  if (!checked.ok) return refusal(id, { code: 'bad_request', message: `${method}: ${checked.message}.` });
  try {
    const handle = handlers[method] as (params: unknown) => Promise<Answer<unknown>> | Answer<unknown>;
    const answer = await handle(checked.value);
    if (!answer.ok) return { frame: { id, error: answer.failure }, wellFormed: true };
    const result = check(entry.result, answer.result);
    if (result.ok) return { frame: { id, result: result.value }, wellFormed: true };
    return bug(id, `the result of ${method} is wrong at ${result.message}`);
  } catch (error) {
    return bug(id, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

function isMethod(name: string): name is Method {
  return Object.hasOwn(requests, name);
}

function refusal(id: number | null, error: WireFailure): Dispatched {
  return { frame: { id, error }, wellFormed: true };
}

function bug(id: number, message: string): Dispatched {
  return { frame: { id, error: { code: 'internal', message } }, wellFormed: true };
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
