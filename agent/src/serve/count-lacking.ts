import type { Lacking } from '@suture/protocol/lacking.js';
import type { Plan } from '@suture/protocol/plan.js';
import { limits } from '../limits.ts';
import { findInstances, heapWalkMs } from '../look/instances.ts';
import type { HandlersContext } from './handlers.ts';

/**
 * Counts the live instances that lack what a plan brings, before anything is loaded: where that holds the main thread for
 * a moment only. Elsewhere the plan says what counting would cost.
 */
export async function countLacking(
  plan: Plan,
  { bridge, evaluator, workbench }: Pick<HandlersContext, 'bridge' | 'evaluator' | 'workbench'>,
): Promise<Plan> {
  if (!plan.modules.some(({ lacking }) => lacking)) return plan;
  const figures = await bridge.callWithin(limits.safePointMs, 'figures', null);
  if (!figures.timely) return plan;
  const estimateMs = heapWalkMs(figures.result.heapUsedBytes);
  let leftMs = limits.countPauseMs;
  const count = async (url: string, lacking: Lacking): Promise<Lacking> => {
    const told = { ...lacking, pauseMs: estimateMs };
    const module = workbench.module(url);
    if (estimateMs > leftMs || !module) return told;
    leftMs -= estimateMs;
    const found = await findInstances(
      evaluator,
      module,
      { ...nothingShown, class: lacking.class, module: url },
      estimateMs,
    );
    return found.ok ? { ...lacking, count: found.result.count, pauseMs: found.result.pauseMs } : told;
  };
  const modules: Plan['modules'][number][] = [];
  for (const module of plan.modules) {
    const lacking: Lacking[] = [];
    for (const one of module.lacking ?? []) lacking.push(await count(module.url, one));
    modules.push(module.lacking ? { ...module, lacking } : module);
  }
  return { ...plan, modules };
}

const nothingShown = { from: 0, limit: 0, estimate: false };
