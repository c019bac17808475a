import assert from 'node:assert/strict';
import type { Patch } from '@suture/protocol/patch.js';
import type { Change, Plan } from '@suture/protocol/plan.js';
import { Engineer } from '../patient/engineer.ts';
import type { Checkout } from '../patient/repository.ts';
import type { ToldChange } from '../../../shell/dist/change/consequences.js';
import type { Ward } from '../patient/ward.ts';

/** What `suture plan --json` prints. */
export interface PlanAnswer extends Plan {
  readonly modules: readonly (Plan['modules'][number] & {
    readonly changes: readonly (Change & Partial<ToldChange>)[];
  })[];
  readonly types: { readonly ok: boolean; readonly diagnostics: readonly { readonly message: string }[] };
}

/** What `suture patch --json` prints. */
export interface PatchAnswer {
  readonly id: string;
  readonly state: string;
  readonly functions: number;
  readonly pauseMs: number;
  readonly record: Patch['record'];
}

/** A fix that somebody takes from the editor to production. */
export interface Journey {
  readonly ward: Ward;
  /** The engineer's checkout, without the edit. */
  readonly checkout: Checkout;
  readonly files: readonly string[];
  /** Makes the edit in the checkout. */
  edit(): Promise<void>;
  /** What a client sees on a connection that it holds open all the while. */
  probe(): Promise<unknown>;
  readonly before: unknown;
  readonly after: unknown;
  /** Functions that the plan must name. */
  readonly functions: readonly string[];
  /** Starts the pushed branch afresh, without an agent, and asks it the same. */
  restarted(branch: string): Promise<unknown>;
}

/** Walks the whole way: see the old, plan, patch, see the new, roll back, see the old, patch again, start the branch afresh. */
export async function walk(journey: Journey): Promise<void> {
  const { ward, checkout, files, before, after } = journey;
  const engineer = new Engineer(ward, checkout.path);
  assert.deepEqual(await journey.probe(), before, `the deployed code\n${ward.heard}`);

  await journey.edit();
  const untouched = await checkout.fingerprint();
  const plan = await engineer.json<PlanAnswer>('plan', ...files);
  assert.equal(plan.exit, 0, plan.told);
  assert.equal(plan.json.applicable, true, plan.told);
  const planned = plan.json.modules.flatMap((module) => module.changes.map((change) => change.function));
  for (const name of journey.functions) {
    assert.ok(
      planned.some((path) => path.includes(name)),
      `the plan names ${name}\n${plan.told}`,
    );
  }
  assert.deepEqual(await journey.probe(), before, 'a plan changes nothing');

  const first = await patch(engineer, files);
  assert.deepEqual(await journey.probe(), after, `the patched code\n${ward.heard}`);

  const back = await engineer.json<{ id: string; state: string }>('rollback', first.id, '--yes');
  assert.equal(back.exit, 0, back.told);
  assert.deepEqual(back.json, { id: first.id, state: 'rolledBack' });
  assert.deepEqual(await journey.probe(), before, `the code after the rollback\n${ward.heard}`);

  const second = await patch(engineer, files);
  assert.notEqual(second.id, first.id);
  assert.deepEqual(await journey.probe(), after, `the code patched again\n${ward.heard}`);

  const patches = await engineer.json<Patch[]>('patches');
  assert.deepEqual(
    patches.json.map(({ id, state, why }) => ({ id, state, why })),
    [
      { id: first.id, state: 'rolledBack', why: 'the answer was wrong' },
      { id: second.id, state: 'live', why: 'the answer was wrong' },
    ],
    patches.told,
  );
  assert.equal(await checkout.fingerprint(), untouched, "the engineer's checkout is as it was");
  assert.deepEqual(await journey.restarted(second.record.branch ?? ''), after, 'the pushed branch, started afresh');
}

async function patch(engineer: Engineer, files: readonly string[]): Promise<PatchAnswer> {
  const done = await engineer.json<PatchAnswer>('patch', ...files, '--yes', '-m', 'the answer was wrong');
  assert.equal(done.exit, 0, done.told);
  assert.equal(done.json.state, 'live', done.told);
  assert.ok(done.json.functions >= 1, done.told);
  assert.ok(['pushed', 'open'].includes(done.json.record.state), done.told);
  assert.ok(done.json.record.branch, done.told);
  return done.json;
}
