import * as v from 'valibot';

/** A variable of a call that is under way, described within a budget. */
export interface Local {
  readonly name: string;
  readonly text: string;
}

/** One call that is under way; the innermost comes first. */
export interface StackFrame {
  /** Empty for code outside of any function. */
  readonly function: string;
  /** Path as people read it; `node:` for Node's own code. */
  readonly path: string;
  readonly url: string;
  /** 1 for the first line, and for the first column. */
  readonly line: number;
  readonly column: number;
  /** Whether it is Node's own code. */
  readonly internal: boolean;
  /** Patch that the running body comes from. */
  readonly patch?: string | undefined;
  /** Whether `interrupt` can restart it into a throw. */
  readonly restartable: boolean;
  readonly locals: readonly Local[];
}

/** Under what kind of callback the main thread runs: it decides what ending it by force does. */
export type CallbackKind = 'timer' | 'immediate' | 'tick' | 'asyncResource' | 'other';

/** Where the main thread is. */
export interface Stack {
  /** False when it runs no code of the application: there are no frames then. */
  readonly running: boolean;
  /** How long the main thread has not answered; 0 when it does. */
  readonly stuckMs: number;
  /** How long it was held to look. */
  readonly pauseMs: number;
  readonly callback: CallbackKind;
  readonly frames: readonly StackFrame[];
}

/** How the running call is to be ended. */
export type InterruptHow = 'throw' | 'return' | 'assign' | 'terminate';

/** What `interrupt` is told. */
export interface InterruptParams {
  readonly how: InterruptHow;
  /** Number of a frame of `stack`, 0 for the innermost; left out: from the innermost on, until the main thread is free. */
  readonly frame?: number | undefined;
  /** For `throw`: the message of the error. */
  readonly message?: string | undefined;
  /** For `throw`: also when nothing on the stack would catch it, so that the process ends. */
  readonly evenUncaught?: boolean | undefined;
  /** For `return`: expression, evaluated in the frame, for what the call returns. */
  readonly value?: string | undefined;
  /** For `assign`: what is carried out in the frame, `done = true` say. */
  readonly assignment?: string | undefined;
}

/** What `interrupt` did. */
export interface Interrupted {
  /** Whether the main thread answers again. */
  readonly ended: boolean;
  readonly how: InterruptHow;
  /** The frame that was restarted or assigned in; null after `terminate`. */
  readonly frame: { readonly function: string; readonly path: string; readonly line: number } | null;
  /** How often it was tried, each time one frame further out. */
  readonly tries: number;
  /** Why it did not end, or what else there is to know. */
  readonly note: string;
}

const text = v.string();
const number = v.number();
const how = v.picklist(['throw', 'return', 'assign', 'terminate']);
const frameNumber = v.optional(v.pipe(number, v.integer(), v.minValue(0)));

/** Checks a {@link Stack}. */
export const stackSchema: v.GenericSchema<Stack> = v.object({
  running: v.boolean(),
  stuckMs: number,
  pauseMs: number,
  callback: v.picklist(['timer', 'immediate', 'tick', 'asyncResource', 'other']),
  frames: v.array(
    v.object({
      function: text,
      path: text,
      url: text,
      line: number,
      column: number,
      internal: v.boolean(),
      patch: v.optional(text),
      restartable: v.boolean(),
      locals: v.array(v.object({ name: text, text })),
    }),
  ),
});

/** Checks {@link InterruptParams}. */
export const interruptParamsSchema: v.GenericSchema<InterruptParams> = v.object({
  how,
  frame: frameNumber,
  message: v.optional(v.pipe(text, v.maxLength(1_000))),
  evenUncaught: v.optional(v.boolean()),
  value: v.optional(v.pipe(text, v.maxLength(10_000))),
  assignment: v.optional(v.pipe(text, v.maxLength(10_000))),
});

/** Checks an {@link Interrupted}. */
export const interruptedSchema: v.GenericSchema<Interrupted> = v.object({
  ended: v.boolean(),
  how,
  frame: v.nullable(v.object({ function: text, path: text, line: number })),
  tries: number,
  note: text,
});
