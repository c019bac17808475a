import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { edit } from '../agent/edit.ts';
import { ids, origin, Shop } from '../ledger/shop.ts';
import type { FailingDisk, Fault } from './disk.ts';

const [first, second] = ids;

/**
 * Patches, records, patches and rolls back on a disk that fails, kills the process and starts it again on a sound one. What
 * was acknowledged must be there; what was refused, gone; and the process answers all the while. Gives the calls to the disk.
 */
export async function agentRound(t: TestContext, disk: FailingDisk, fault?: Fault): Promise<string> {
  const shop = new Shop(t);
  const open = await shop.open('app.mjs', 'price.mjs', disk.env(shop.state, fault));
  const what = () => `${JSON.stringify(fault)} ${open.running.stderr}`;
  const load = async (id: string, factor: number): Promise<boolean> => {
    const modules = [await edit(open.shell, 'price.mjs', /n \* \S+;/, `n * ${factor};`)];
    const { error } = await open.shell.ask('load', { id, modules, origin });
    if (error) assert.equal(error.code, 'not_recordable', what());
    return error === undefined;
  };
  const hasFirst = await load(first, 3);
  await open.answers(hasFirst ? 6 : 4);
  const told = await open.shell.ask('record', { id: first, record: { state: 'open' } });
  const isRecorded = hasFirst && told.error === undefined;
  if (hasFirst && told.error) assert.equal(told.error.code, 'not_recordable', what());
  if (await load(second, 5)) {
    await open.answers(10);
    // Going back works on any disk.
    await open.shell.get('rollback', { id: second });
  }
  await open.answers(hasFirst ? 6 : 4);
  // Every second time the recorded patch goes, too.
  const goesBack = hasFirst && (fault?.at ?? 0) % 2 === 0;
  if (goesBack) await open.shell.get('rollback', { id: first });
  await open.answers(hasFirst && !goesBack ? 6 : 4);
  const calls = disk.calls;
  const maySay = /cannot be written: .+; a restart may bring \S+ back/.test(open.running.stderr);
  await open.kill();

  const after = await shop.open();
  const { ok, files } = await after.shell.get('audit', {});
  assert.ok(ok, `${what()} ${JSON.stringify(files)}`);
  const live = (await after.shell.get('patches', {})).filter(({ state }) => state === 'live').map(({ id }) => id);
  if (isRecorded && !goesBack) assert.deepEqual(live, [first], what());
  else if (goesBack && !maySay) assert.deepEqual(live, [], what());
  // What was refused may have reached the disk before it failed; a patch that may come back was said to.
  else assert.ok(live.length === 0 || (hasFirst && live.join() === first), `${what()} ${live.join()}`);
  await after.answers(live.length > 0 ? 6 : 4);
  await after.kill();
  return calls;
}
