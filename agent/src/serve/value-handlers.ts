import type { ValueRequests } from '@suture/protocol/value-requests.js';
import { limits } from '../limits.ts';
import { complete } from '../look/complete.ts';
import type { Where } from '../look/evaluate.ts';
import { Looker } from '../look/looker.ts';
import { type Answer, done, refuse } from './answer.ts';
import type { HandlersContext, HandlersOf } from './handlers.ts';
import { displayPath } from './names.ts';

/** Evaluates, and looks into values. */
export function valueHandlers(context: HandlersContext): HandlersOf<ValueRequests> {
  const { root, journal, evaluator, find } = context;
  const looker = new Looker(evaluator, context.leases, context.client);
  const within = <T>(
    { module, session }: { module?: string | undefined; session?: boolean | undefined },
    act: (where: Where) => Promise<Answer<T>>,
  ): Promise<Answer<T>> | Answer<T> => {
    const found = module === undefined ? done(undefined) : find(module);
    return found.ok ? act({ module: found.result, session: session ? context.session : undefined }) : found;
  };
  return {
    evaluate: ({ by, why, module, session, ticket, ...params }) =>
      within({ module, session }, async (where) => {
        if (params.write) {
          const expression = params.expression.slice(0, limits.journalledChars);
          const written = journal.write({
            kind: 'evaluating',
            expression,
            module: where.module ? displayPath(where.module.url, root) : null,
            by: by ?? null,
            why: why ?? null,
          });
          if (!written.ok) return refuse('not_recordable', `${written.message}.`);
        }
        return context.answers.keep(ticket, evaluator.evaluate({ ...params, ...where }));
      }),

    answerOf: ({ ticket }) => done(context.answers.of(ticket)),
    look: ({ expression, ...from }) => within(from, (where) => looker.look(where, expression)),
    expand: ({ handle, from, limit }) => looker.expand(handle, from, limit),
    release: ({ handles }) => {
      context.leases.release(context.client, handles);
      return done({});
    },

    complete: ({ prefix, ...from }) => within(from, (where) => complete(evaluator, where, prefix)),
    preview: ({ expression, ...from }) =>
      within(from, async (where) => {
        const { previewMs: timeoutMs } = limits;
        const read = { expression, ...where, write: false, timeoutMs, whenStuck: false, peeks: true };
        const answer = await evaluator.evaluate(read);
        return done({ text: answer.ok && answer.result.ok ? answer.result.text : null });
      }),
  };
}
