import * as v from 'valibot';
import { type Person, personSchema } from './ledger.ts';
import { type Completion, completionSchema } from './completion.ts';
import { type Branches, branchesSchema, type LookedAt, lookedAtSchema } from './tree.ts';
import { type KeptAnswer, keptAnswerSchema, ticketSchema } from './kept-answer.ts';
import { type Evaluation, evaluationSchema } from './values.ts';
import { nothing, text, type RequestTable } from './request-table.ts';

/** The scope of an expression: that of a module, or the global one; and with `session` what this shell evaluated before. */
interface InScope {
  module?: string | undefined;
  session?: boolean | undefined;
}

const inScope = { module: v.optional(text), session: v.optional(v.boolean()) };

/** Requests about values inside the process. */
export interface ValueRequests {
  evaluate: {
    params: {
      expression: string;
      module?: string | undefined;
      write: boolean;
      timeoutMs: number;
      /** How long what runs at once may hold the main thread, where that is to be less than `timeoutMs`. */
      holdMs?: number | undefined;
      by?: Person | undefined;
      why?: string | undefined;
      /** Number of a frame of `stack`: evaluates there, with the main thread paused. */
      frame?: number | undefined;
      /** Whether a write may interrupt a main thread that is stuck in the middle of a call; a read may always. */
      whenStuck?: boolean | undefined;
      /** Sees `_`, `$1`, `_error` and what this shell declared before, and keeps its own result under the next number. */
      session?: boolean | undefined;
      /** A name of the shell's own choosing that nobody can guess: the answer can be fetched again under it. */
      ticket?: string | undefined;
    };
    result: Evaluation;
  };
  answerOf: { params: { ticket: string }; result: KeptAnswer };
  look: { params: { expression: string } & InScope; result: LookedAt };
  expand: { params: { handle: number; from: number; limit: number }; result: Branches };
  release: { params: { handles: number[] }; result: Record<string, never> };
  complete: { params: { prefix: string } & InScope; result: Completion };
  preview: { params: { expression: string } & InScope; result: { text: string | null } };
}

/** The table of {@link ValueRequests}. */
export const valueRequests: RequestTable<ValueRequests> = {
  evaluate: {
    params: v.object({
      expression: text,
      module: v.optional(text),
      write: v.boolean(),
      timeoutMs: v.pipe(v.number(), v.minValue(1), v.maxValue(60_000)),
      holdMs: v.optional(v.pipe(v.number(), v.minValue(1))),
      by: v.optional(personSchema),
      why: v.optional(text),
      frame: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
      whenStuck: v.optional(v.boolean()),
      session: v.optional(v.boolean()),
      ticket: v.optional(ticketSchema),
    }),
    result: evaluationSchema,
    role: 'inspector',
    does: 'Evaluates an expression, in the scope of a module if one is named; side effects only with `write`.',
  },
  answerOf: {
    params: v.object({ ticket: ticketSchema }),
    result: keptAnswerSchema,
    role: 'inspector',
    does: 'Gives the answer of an evaluation again, for a shell that lost its connection meanwhile.',
  },
  look: {
    params: v.object({ expression: text, ...inScope }),
    result: lookedAtSchema,
    role: 'inspector',
    does: 'Reads an expression whose value is an object, and leases a handle to look into it.',
  },
  expand: {
    params: v.object({
      handle: v.number(),
      from: v.pipe(v.number(), v.integer(), v.minValue(0)),
      limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)),
    }),
    result: branchesSchema,
    role: 'inspector',
    does: 'Lists a page of what the value of a handle holds.',
  },
  release: {
    params: v.object({ handles: v.array(v.number()) }),
    result: nothing,
    role: 'inspector',
    does: 'Gives handles back.',
  },
  complete: {
    params: v.object({ prefix: text, ...inScope }),
    result: completionSchema,
    role: 'inspector',
    does: 'Says what may follow a prefix of an expression; runs no code.',
  },
  preview: {
    params: v.object({ expression: text, ...inScope }),
    result: v.object({ text: v.nullable(text) }),
    role: 'inspector',
    does: 'Evaluates without side effects within 25 ms; null where that cannot be.',
  },
};
