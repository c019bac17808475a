import type { Plan } from '@suture/protocol/plan.js';
import { limits } from '../limits.ts';

/** The first reasons for which a plan cannot be carried out, in one text. */
export function whyRefused(plan: Plan): string {
  const all = [...plan.modules, ...(plan.migration ? [plan.migration] : [])].flatMap(({ path, refusals }) =>
    refusals.map(({ line, reason }) => `${path}:${line}: ${reason}`),
  );
  if (all.length === 0) return 'The edit changes nothing that runs.';
  const rest = all.length - limits.quotedReasons;
  return all.slice(0, limits.quotedReasons).join(' ') + (rest > 0 ? ` And ${rest} more.` : '');
}
