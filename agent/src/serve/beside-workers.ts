import type { Plan } from '@suture/protocol/plan.js';

/** Says in a plan that worker threads keep what they have loaded: a patch is made in the main thread. */
export function besideWorkers(plan: Plan, workers: number): Plan {
  if (workers === 0) return plan;
  const threads = workers === 1 ? 'A worker thread runs' : `${workers} worker threads run`;
  const reason = `${threads}: what is loaded there keeps its code, and so do those that start later, until a build has it.`;
  const modules = plan.modules.map((module) => {
    if (module.changes.length === 0) return module;
    return { ...module, warnings: [...module.warnings, { reason, function: '', line: module.changes[0]?.line ?? 1 }] };
  });
  return { ...plan, modules };
}
