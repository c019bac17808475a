import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Step } from '../../../shell/dist/change/load-edit.js';
import { finishRecords, waitingRecords } from '../../../shell/dist/change/waiting-records.js';
import type { Channel } from '../../../shell/dist/connect/channel.js';
import { openChannel } from '../../../shell/dist/connect/socket-channel.js';
import type { Outbox } from '../../../shell/dist/record/outbox.js';
import { EditOnItsWay } from './edit-on-its-way.ts';
import type { StandIn } from './stand-in.ts';
import type { Memory, Workplace } from './workplace.ts';

describe('the way of an edit into the process', () => {
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

  it('goes journal, load, record; the process is told; the checkout stays as it was', async () => {
    const before = await place.fingerprint();
    const steps: Step[] = [];
    const journalled: string[][] = [];
    agent.handlers = {
      ...memory.handlers,
      load: async (params) => {
        journalled.push(await way.states());
        return memory.handlers.load?.(params) ?? 'silence';
      },
    };
    const loaded = await way.load((step) => steps.push(step));
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
    const failure = await way.failure();
    assert.equal(failure.exit, 'usage');
    assert.deepEqual(agent.methods, []);
  });

  it('ends with what the process refuses; nothing is pushed and nothing waits', async () => {
    agent.handlers = {
      ...memory.handlers,
      load: () => ({ error: { code: 'conflict', message: 'app.js was patched.' } }),
    };
    const failure = await way.failure();
    assert.deepEqual([failure.code, failure.exit], ['conflict', 'no']);
    assert.deepEqual(await way.states(), ['abandoned']);
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
    const loaded = await way.load();
    assert.deepEqual([loaded.functions, loaded.pauseMs, loaded.record.state], [null, null, 'open']);
    assert.equal(memory.patches[0]?.record.state, 'open');
    assert.equal(way.loads, 1);
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
    assert.equal((await way.load()).record.state, 'open');
  });

  it('is unknown when the process does not show it after the line broke; it is never sent again, and kept', async () => {
    agent.handlers = { ...memory.handlers, load: () => 'drop' };
    const failure = await way.failure();
    assert.deepEqual([failure.code, failure.exit], ['outcome_unknown', 'unknownOutcome']);
    assert.match(failure.message, /^It is not known whether orders \(4121\) loaded 0/);
    assert.equal(way.loads, 1);
    assert.deepEqual(await way.states(), ['prepared']);
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
    assert.equal(way.loads, 1);
  });

  it('is unknown when the process dies in mid-change', async () => {
    agent.handlers = {
      ...memory.handlers,
      load: () => agent.die().then(() => 'silence' as const),
    };
    const failure = await way.failure();
    assert.equal(failure.exit, 'unknownOutcome');
    assert.deepEqual(await way.states(), ['prepared']);
    const [row] = await finishRecords(outbox, [], place.checkout);
    assert.match(row?.waiting?.message ?? '', /that process does not answer/);
    assert.deepEqual(await way.states(), ['prepared']);
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
    assert.equal((await way.failure()).exit, 'unknownOutcome');
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
    const failure = await way.failure();
    assert.deepEqual([failure.code, failure.exit], ['taken_back', 'takenBack']);
    assert.deepEqual(await way.states(), ['abandoned']);
  });

  it('was not begun when the line had ended before', async () => {
    channel.close();
    const failure = await way.failure();
    assert.deepEqual([failure.code, failure.exit], ['not_connected', 'unreachable']);
    assert.deepEqual(await way.states(), ['abandoned']);
    assert.deepEqual(agent.methods, []);
  });
});
