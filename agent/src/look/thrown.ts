import type { EvaluationFailed } from '@suture/protocol/values.js';
import { limits } from '../limits.ts';
import type { RemoteValue } from './inspection.ts';
import { InspectorError } from './inspector-error.ts';
import { withoutSecrets } from './secret.ts';

/** An evaluation that failed. */
export function failed(name: string, text: string, trace?: string): EvaluationFailed {
  const message = withoutSecrets(text);
  const stack = trace === undefined ? undefined : withoutSecrets(trace);
  return { ok: false, error: stack === undefined ? { name, message } : { name, message, stack } };
}

/** The refusal of a read that is none. */
export const sideEffect: EvaluationFailed = failed(
  'EvalError',
  'Refused, because evaluating it would have a side effect.',
);

/** The failure that a thrown error stands for; undefined when no error was thrown, but some other value. */
export function failureOf(thrown: RemoteValue | undefined): EvaluationFailed | undefined {
  // Taken from V8's own description: reading the properties could run code of the application.
  const description = thrown?.description;
  if (thrown?.type !== 'object' || description === undefined || !/^[\w$.]*(Error|Exception)\b/.test(description))
    return undefined;
  if (description.startsWith('EvalError: Possible side-effect')) {
    return sideEffect;
  }
  const [, name = 'Error', rest = ''] = /^([\w$.]+)(?:: )?([^]*)$/.exec(description) ?? [];
  const framesAt = rest.search(/\n {4}at /);
  const message = framesAt < 0 ? rest : rest.slice(0, framesAt);
  const frames = framesAt < 0 ? [] : rest.slice(framesAt + 1).split('\n');
  const own = frames.findIndex((frame) =>
    /\bstayAtSafePoint\b|\bcallTamed\b|\bawaitTamed\b|\[as thunk\]|\beval at compile \(|<anonymous>:1:\d+\)?$/.test(
      frame,
    ),
  );
  const kept = own < 0 ? frames : frames.slice(0, own);
  const head = message === '' ? name : `${name}: ${message}`;
  return failed(name, message.slice(0, limits.stackChars), [head, ...kept].join('\n').slice(0, limits.stackChars));
}

/** How an evaluation was ended that V8 stopped, or would not begin. */
export function endedBy(error: unknown, timeoutMs: number): EvaluationFailed {
  if (!(error instanceof InspectorError)) throw error;
  if (/terminated/i.test(error.message)) {
    return failed('TimeoutError', `The evaluation did not end within ${timeoutMs} ms and was stopped.`);
  }
  if (/collected/i.test(error.message))
    return failed('Error', 'The promise was given up: nothing can settle it any more.');
  return failed('Error', error.message);
}
