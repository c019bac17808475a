import type { ChangeRequests } from '@suture/protocol/change-requests.js';
import type { LedgerRequests } from '@suture/protocol/ledger-requests.js';
import { audit, history } from '../journal/audit.ts';
import { done } from './answer.ts';
import { besideThreads } from './beside-threads.ts';
import { consequencesOf } from './consequences.ts';
import { countLacking } from './count-lacking.ts';
import type { HandlersContext, HandlersOf } from './handlers.ts';

/** Changes running code, and tells what is written down of it. */
export function changeHandlers(context: HandlersContext): HandlersOf<ChangeRequests & LedgerRequests> {
  const { patches, journal, beside, appliesAgain } = context;
  return {
    plan: async ({ modules, migration, ...tryout }) => {
      const planned = patches.plan(modules, tryout, migration);
      if (!planned.ok) return planned;
      const plan = besideThreads(planned.result, modules, beside, appliesAgain);
      return done(await countLacking(plan, context));
    },
    consequences: async ({ modules }) => done(await consequencesOf(modules, context)),
    load: ({ id, modules, origin, ...tryout }) => patches.load({ id, edits: modules, origin, tryout }),
    patches: async () => done(await patches.list()),
    origin: ({ id }) => patches.origin(id),
    rollback: ({ id, by, why }) => patches.rollback(id, { by, why }),
    promote: ({ id, by, why }) => patches.promote(id, { by, why }),
    record: ({ id, record }) => patches.record(id, record),

    extend: ({ id, ms, why, by }) => patches.extend(id, ms, why, by),
    head: () => done({ head: journal.head }),
    restart: () => done(patches.atRestart()),
    history: () => done(history(journal)),
    audit: ({ vouchers }) => done(audit(journal, vouchers)),
  };
}
