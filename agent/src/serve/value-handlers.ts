import type { ValueRequests } from '@suture/protocol/value-requests.js';
import { limits } from '../limits.ts';
import { complete } from '../look/complete.ts';
import { Looker } from '../look/looker.ts';
import type { KnownModule } from '../plan/workbench.ts';
import { type Answer, done, refuse } from './answer.ts';
import type { HandlersContext, HandlersOf } from './handlers.ts';
import { displayPath } from './names.ts';

/** Evaluates, and looks into values. */
export function valueHandlers(context: HandlersContext): HandlersOf<ValueRequests> {
  const { root, journal, evaluator, find } = context;
  const looker = new Looker(evaluator, context.leases, context.client);
  const within = <T>(
    module: string | undefined,
    act: (known: KnownModule | undefined) => Promise<Answer<T>>,
  ): Promise<Answer<T>> | Answer<T> => {
    if (module === undefined) return act(undefined);
    const found = find(module);
    return found.ok ? act(found.result) : found;
  };
  return {
    evaluate: async ({ module, by, why, ...params }) => {
      const found = module === undefined ? done(undefined) : find(module);
      if (!found.ok) return found;
      if (params.write) {
        const expression = params.expression.slice(0, limits.journalledChars);
        const written = journal.write({
          kind: 'evaluating',
          expression,
          module: found.result ? displayPath(found.result.url, root) : null,
          by: by ?? null,
          why: why ?? null,
        });
        if (!written.ok) return refuse('not_recordable', `${written.message}.`);
      }
      return evaluator.evaluate({ ...params, module: found.result });
    },

    look: ({ expression, module }) => within(module, (known) => looker.look(known, expression)),
    expand: ({ handle, from, limit }) => looker.expand(handle, from, limit),
    release: ({ handles }) => {
      context.leases.release(context.client, handles);
      return done({});
    },

    complete: ({ prefix, module }) => within(module, (known) => complete(evaluator, known, prefix)),
    preview: ({ expression, module }) =>
      within(module, async (known) => {
        const read = { expression, module: known, write: false, timeoutMs: limits.previewMs, whenStuck: false };
        const answer = await evaluator.evaluate(read);
        return done({ text: answer.ok && answer.result.ok ? answer.result.text : null });
      }),
  };
}
