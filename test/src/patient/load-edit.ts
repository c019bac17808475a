import type { Loaded, PatchOrigin } from '@suture/protocol/patch.js';
import type { ModuleEdit, Plan } from '@suture/protocol/plan.js';
import { ulid } from 'ulid';
import type { Wire } from './wire.ts';

/** The origin of a patch that no repository knows. */
export const nowhere: PatchOrigin = {
  revision: '0'.repeat(40),
  diff: '',
  files: [],
  why: 'a proof',
  author: { name: 'On Call', email: 'on-call@example.com' },
  at: '2026-01-01T00:00:00.000Z',
};

/** Plans an edit and loads it, straight through the protocol. */
export async function loadEdit(
  wire: Wire,
  modules: readonly ModuleEdit[],
): Promise<{ readonly plan: Plan; readonly loaded: Loaded }> {
  const plan = await wire.ask('plan', { modules: [...modules] });
  if (!plan.applicable) throw new Error(`the plan is refused\n${JSON.stringify(plan, undefined, 1)}`);
  return { plan, loaded: await wire.ask('load', { id: ulid(), modules: [...modules], origin: nowhere }) };
}
