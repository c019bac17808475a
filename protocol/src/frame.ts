import * as v from 'valibot';
import { type FailureCode, failures } from './failures.ts';

/** A failure as it crosses the wire. */
export interface WireFailure {
  readonly code: FailureCode;
  /** The particulars of this one, for a person; a sentence. */
  readonly message: string;
}

/** A request, from the shell. */
export interface RequestFrame {
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}

/** An answer, from the agent; every request has exactly one. */
export type AnswerFrame =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number | null; readonly error: WireFailure };

/** Something that happened, from the agent. */
export interface EventFrame {
  readonly event: string;
  readonly data: unknown;
}

/** Anything that the agent sends. */
export type AgentFrame = AnswerFrame | EventFrame;

const wireFailure: v.GenericSchema<WireFailure> = v.object({
  code: v.picklist(Object.keys(failures) as FailureCode[]),
  message: v.string(),
});

/** Checks a {@link RequestFrame}. */
export const requestFrameSchema: v.GenericSchema<RequestFrame> = v.object({
  id: v.pipe(v.number(), v.safeInteger()),
  method: v.string(),
  params: v.unknown(),
});

/** Checks an {@link AgentFrame}. */
export const agentFrameSchema: v.GenericSchema<AgentFrame> = v.union([
  v.object({ id: v.nullable(v.number()), error: wireFailure }),
  v.object({ id: v.number(), result: v.unknown() }),
  v.object({ event: v.string(), data: v.unknown() }),
]);

/** The outcome of reading something from outside. */
export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** Checks a value from outside and names the first path that is wrong. */
export function check<T>(schema: v.GenericSchema<T>, value: unknown): Checked<T> {
  const result = v.safeParse(schema, value);
  if (result.success) return { ok: true, value: result.output };
  const issue = result.issues[0];
  return { ok: false, message: `${v.getDotPath(issue) ?? 'value'}: ${issue.message}` };
}

/** Reads one text frame as JSON and checks it. */
export function readFrame<T>(schema: v.GenericSchema<T>, text: string): Checked<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, message: `frame: expected JSON, got ${(error as Error).message}` };
  }
  return check(schema, value);
}
