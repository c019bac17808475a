import type { ModuleEdit, Plan } from '@suture/protocol/plan.js';
import { limits } from '../limits.ts';
import type { OnRoster } from './roster.ts';

/** The threads of a process beside the one that a plan is for. */
export interface Beside {
  /** Those with an agent that run a module of the plan, and something else than the edit. */
  others(edit: ModuleEdit): readonly OnRoster[];
  /** Number of worker threads without an agent. */
  withoutAgent(): number;
}

const notAgain =
  'A worker thread that starts loads its files as they are: a recorded patch is not applied again there, until a build has it.';

/** Says in a plan which other threads keep what they have loaded: a patch is made in one, and in a worker thread for its life. */
export function besideThreads(plan: Plan, edits: readonly ModuleEdit[], beside: Beside, appliesAgain: boolean): Plan {
  const modules = plan.modules.map((module) => {
    const edit = edits.find(({ url }) => url === module.url);
    if (module.changes.length === 0 || !edit) return module;
    const reasons = [
      withAgent(beside.others(edit)),
      withoutAgent(beside.withoutAgent()),
      appliesAgain ? undefined : notAgain,
    ];
    const warnings = reasons.flatMap((reason) =>
      reason === undefined ? [] : [{ reason, function: '', line: module.changes[0]?.line ?? 1 }],
    );
    return warnings.length === 0 ? module : { ...module, warnings: [...module.warnings, ...warnings] };
  });
  return { ...plan, modules };
}

function withAgent(others: readonly OnRoster[]): string | undefined {
  if (others.length === 0) return undefined;
  const named = others.slice(0, limits.threadsNamed).map(({ thread }) => {
    if (thread === undefined) return `the main thread (target ${process.pid})`;
    return `worker thread ${thread} (target ${process.pid}/${thread})`;
  });
  if (others.length > named.length) named.push(`${others.length - named.length} more`);
  return `The same module runs in ${named.join(', ')} and keeps its code there: patch it there as well.`;
}

function withoutAgent(workers: number): string | undefined {
  if (workers === 0) return undefined;
  const threads = workers === 1 ? 'A worker thread runs' : `${workers} worker threads run`;
  return `${threads} without an agent: what is loaded there keeps its code until a build has it.`;
}
