import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { finishRecords, waitingRecords } from '../../../shell/dist/change/waiting-records.js';
import type { Channel } from '../../../shell/dist/connect/channel.js';
import { openChannel } from '../../../shell/dist/connect/socket-channel.js';
import type { Outbox } from '../../../shell/dist/record/outbox.js';
import { EditOnItsWay } from './edit-on-its-way.ts';
import type { StandIn } from './stand-in.ts';
import type { Memory, Workplace } from './workplace.ts';

describe('the way of an edit into the record', () => {
  let way: EditOnItsWay;
  let place: Workplace;
  let memory: Memory;
  let agent: StandIn;
  let channel: Channel;
  let outbox: Outbox;
  beforeEach(async () => {
    way = await EditOnItsWay.begin();
    ({ place, memory, agent } = way.desk);
    ({ channel, outbox } = way);
  });
  afterEach(() => way.end());

  it('stays live when the record cannot land, and is finished later', async () => {
    await rename(place.remote, `${place.remote}.away`);
    const loaded = await way.load();
    assert.equal(loaded.state, 'live');
    assert.notEqual(loaded.record.state, 'open');
    assert.ok(loaded.waiting);
    const [waiting] = await waitingRecords(outbox, [channel]);
    assert.equal(waiting?.id, loaded.id);
    assert.equal(waiting?.waiting?.message, loaded.waiting.message);

    await rename(`${place.remote}.away`, place.remote);
    const [row] = await finishRecords(outbox, [channel], undefined);
    assert.deepEqual([row?.record.state, row?.waiting], ['open', undefined]);
    assert.deepEqual(memory.patches[0]?.record, row?.record);
    assert.deepEqual(await waitingRecords(outbox, [channel]), []);
    assert.equal((await place.branches()).length, 1);
  });

  it('is told to the process on a new line when the old one breaks', async () => {
    let told = 0;
    agent.handlers = {
      ...memory.handlers,
      record: (params) => (++told === 1 ? 'drop' : (memory.handlers.record?.(params) ?? 'silence')),
    };
    const loaded = await way.load();
    assert.equal(loaded.waiting, undefined);
    assert.equal(memory.patches[0]?.record.state, 'open');
  });

  it('waits when the process could not be told, and telling it is all that is left', async () => {
    agent.handlers = { ...memory.handlers, record: () => 'drop' };
    const loaded = await way.load();
    assert.equal(loaded.record.state, 'open');
    assert.match(loaded.waiting?.message ?? '', /could not be told/);

    agent.handlers = memory.handlers;
    const again = await openChannel({ kind: 'socket', path: agent.socketPath });
    const rows = await finishRecords(outbox, [again], undefined);
    again.close();
    assert.deepEqual(
      rows.map(({ waiting }) => waiting),
      [undefined],
    );
    assert.equal(memory.patches[0]?.record.state, 'open');
    assert.equal((await place.branches()).length, 1);
  });

  it('a record that another machine began is finished from what the process keeps', async () => {
    memory.take('01JD0000000000000000000001', place.origin);
    const [found] = await waitingRecords(outbox, [channel]);
    assert.equal(found?.id, '01JD0000000000000000000001');
    assert.deepEqual(await outbox.entries(), []);

    const [outside] = await finishRecords(outbox, [channel], undefined);
    assert.match(outside?.waiting?.hint ?? '', /in a checkout of orders/);
    const [row] = await finishRecords(outbox, [channel], place.checkout);
    assert.deepEqual([row?.record.state, row?.waiting], ['open', undefined]);
    assert.equal(memory.patches[0]?.record.state, 'open');
    assert.equal((await place.branches()).length, 1);
  });

  it('a record is not made in a checkout that lacks the deployed commit', async () => {
    memory.take('01JD0000000000000000000001', { ...place.origin, revision: 'f'.repeat(40) });
    const [row] = await finishRecords(outbox, [channel], place.checkout);
    assert.match(row?.waiting?.message ?? '', /does not hold the deployed commit/);
    assert.deepEqual(await outbox.entries(), []);
  });

  it('an entry that the process never heard of is given up, but not while it may be under way', async () => {
    const entry = {
      target: { name: 'orders', pid: 4121 },
      origin: place.origin,
      plan: place.planned.plan,
      checkout: place.checkout,
    };
    await outbox.prepare({ id: '01JD0000000000000000000001', ...entry });
    assert.deepEqual(await finishRecords(outbox, [channel], place.checkout), []);
    assert.deepEqual(await way.states(), ['abandoned']);
  });
});
