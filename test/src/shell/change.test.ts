import assert from 'node:assert/strict';
import { rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { loadEdit, type LoadedEdit, type Step } from '../../../shell/dist/change/load-edit.js';
import { finishRecords, waitingRecords } from '../../../shell/dist/change/waiting-records.js';
import type { Channel } from '../../../shell/dist/connect/channel.js';
import { openChannel } from '../../../shell/dist/connect/socket-channel.js';
import { Failure } from '../../../shell/dist/failure.js';
import { Outbox } from '../../../shell/dist/record/outbox.js';
import { Seat } from './seat.ts';
import type { StandIn } from './stand-in.ts';
import { Memory, Workplace } from './workplace.ts';

describe('the way of an edit into the process and into the record', () => {
  let seat: Seat;
  let place: Workplace;
  let memory: Memory;
  let agent: StandIn;
  let channel: Channel;
  let outbox: Outbox;
  beforeEach(async () => {
    seat = await Seat.take();
    place = await Workplace.prepare(seat);
    memory = new Memory();
    agent = await seat.agent({ revision: place.revision }, memory.handlers);
    channel = await openChannel({ kind: 'socket', path: agent.socketPath });
    outbox = new Outbox(join(seat.home, 'state', 'suture', 'outbox'));
  });
  afterEach(async () => {
    channel.close();
    await seat.leave();
  });

  const load = (onStep?: (step: Step, id: string) => void): Promise<LoadedEdit> =>
    loadEdit({
      channel,
      outbox,
      planned: place.planned,
      why: 'it was too cheap',
      author: { name: 'Ada', email: 'ada@example.org' },
      ...(onStep && { onStep }),
    });

  const failed = async (work: Promise<unknown>): Promise<Failure> => {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof Failure, String(error));
    return error;
  };

  const loads = (): number => agent.methods.filter((method) => method === 'load').length;
  const states = async (): Promise<string[]> => (await outbox.entries()).map(({ state }) => state);

  it('goes journal, load, record; the process is told; the checkout stays as it was', async () => {
    const before = await place.fingerprint();
    const steps: Step[] = [];
    const journalled: string[][] = [];
    agent.handlers = {
      ...memory.handlers,
      load: async (params) => {
        journalled.push(await states());
        return memory.handlers.load?.(params) ?? 'silence';
      },
    };
    const loaded = await load((step) => steps.push(step));
    assert.deepEqual(steps, ['journal', 'load', 'record']);
    assert.deepEqual(journalled, [['prepared']]);
    const { state, functions, pauseMs, record, waiting } = loaded;
    assert.deepEqual(
      { state, functions, pauseMs, waiting },
      { state: 'live', functions: 1, pauseMs: 0.02, waiting: undefined },
    );
    assert.equal(record.state, 'open');
    assert.deepEqual(await place.branches(), [record.branch]);
    assert.deepEqual(memory.patches[0]?.record, record);
    assert.equal(memory.patches[0]?.id, loaded.id);
    assert.equal(await place.fingerprint(), before);
  });

  it('is not begun when the outbox cannot be written', async () => {
    await mkdir(dirname(outbox.folder), { recursive: true });
    await writeFile(outbox.folder, 'in the way');
    const failure = await failed(load());
    assert.equal(failure.exit, 'usage');
    assert.deepEqual(agent.methods, []);
  });

  it('ends with what the process refuses; nothing is pushed and nothing waits', async () => {
    agent.handlers = {
      ...memory.handlers,
      load: () => ({ error: { code: 'conflict', message: 'app.js was patched.' } }),
    };
    const failure = await failed(load());
    assert.deepEqual([failure.code, failure.exit], ['conflict', 'no']);
    assert.deepEqual(await states(), ['abandoned']);
    assert.deepEqual(await waitingRecords(outbox, [channel]), []);
    assert.deepEqual(await place.branches(), []);
  });

  it('goes on when the answer was lost but the process has the patch; it is loaded once', async () => {
    agent.handlers = {
      ...memory.handlers,
      load: ({ id, origin }) => {
        memory.take(id, origin);
        return 'drop';
      },
    };
    const loaded = await load();
    assert.deepEqual([loaded.functions, loaded.pauseMs, loaded.record.state], [null, null, 'open']);
    assert.equal(memory.patches[0]?.record.state, 'open');
    assert.equal(loads(), 1);
  });

  it('waits for a patch that is still being loaded when the line breaks', async () => {
    let asked = 0;
    let arrive = (): void => {};
    agent.handlers = {
      ...memory.handlers,
      load: ({ id, origin }) => {
        arrive = () => memory.take(id, origin);
        return 'drop';
      },
      patches: () => {
        asked += 1;
        if (asked === 3) arrive();
        return { result: memory.patches };
      },
    };
    assert.equal((await load()).record.state, 'open');
  });

  it('is unknown when the process does not show it after the line broke; it is never sent again, and kept', async () => {
    agent.handlers = { ...memory.handlers, load: () => 'drop' };
    const failure = await failed(load());
    assert.deepEqual([failure.code, failure.exit], ['outcome_unknown', 'unknownOutcome']);
    assert.match(failure.message, /^It is not known whether orders \(4121\) loaded 0/);
    assert.equal(loads(), 1);
    assert.deepEqual(await states(), ['prepared']);
    // It turns up after all: whoever looks next finishes it.
    const [entry] = await outbox.entries();
    if (entry) memory.take(entry.id, entry.origin);
    const again = await openChannel({ kind: 'socket', path: agent.socketPath });
    const rows = await finishRecords(outbox, [again], place.checkout);
    again.close();
    assert.deepEqual(
      rows.map(({ record }) => record.state),
      ['open'],
    );
    assert.equal(memory.patches[0]?.record.state, 'open');
    assert.equal(loads(), 1);
  });

  it('is unknown when the process dies in mid-change', async () => {
    agent.handlers = {
      ...memory.handlers,
      load: () => agent.die().then(() => 'silence' as const),
    };
    const failure = await failed(load());
    assert.equal(failure.exit, 'unknownOutcome');
    assert.deepEqual(await states(), ['prepared']);
    const [row] = await finishRecords(outbox, [], place.checkout);
    assert.match(row?.waiting?.message ?? '', /that process does not answer/);
    assert.deepEqual(await states(), ['prepared']);
  });

  it('is unknown when another process answers in its place', async () => {
    agent.handlers = {
      ...memory.handlers,
      load: ({ id, origin }) => {
        memory.take(id, origin);
        agent.handlers = {
          ...agent.handlers,
          greet: () => ({ result: { ...agent.greeting, startedAt: '2026-11-20T20:30:00.000Z' } }),
        };
        return 'drop';
      },
    };
    assert.equal((await failed(load())).exit, 'unknownOutcome');
  });

  it('says so when the process has taken the patch back in the meantime', async () => {
    agent.handlers = {
      ...memory.handlers,
      load: ({ id, origin }) => {
        memory.take(id, origin);
        memory.set(id, { state: 'takenBack' });
        return 'drop';
      },
    };
    const failure = await failed(load());
    assert.deepEqual([failure.code, failure.exit], ['taken_back', 'takenBack']);
    assert.deepEqual(await states(), ['abandoned']);
  });

  it('was not begun when the line had ended before', async () => {
    channel.close();
    const failure = await failed(load());
    assert.deepEqual([failure.code, failure.exit], ['not_connected', 'unreachable']);
    assert.deepEqual(await states(), ['abandoned']);
    assert.deepEqual(agent.methods, []);
  });

  it('stays live when the record cannot land, and is finished later', async () => {
    await rename(place.remote, `${place.remote}.away`);
    const loaded = await load();
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
    const loaded = await load();
    assert.equal(loaded.waiting, undefined);
    assert.equal(memory.patches[0]?.record.state, 'open');
  });

  it('waits when the process could not be told, and telling it is all that is left', async () => {
    agent.handlers = { ...memory.handlers, record: () => 'drop' };
    const loaded = await load();
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
    assert.deepEqual(await states(), ['abandoned']);
  });
});
