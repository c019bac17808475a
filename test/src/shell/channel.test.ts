import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { failures } from '@suture/protocol/failures.js';
import type { AgentEvent, Channel } from '../../../shell/dist/connect/channel.js';
import { openChannel } from '../../../shell/dist/connect/socket-channel.js';
import { Failure } from '../../../shell/dist/failure.js';
import { Seat } from './seat.ts';
import type { StandIn } from './stand-in.ts';

describe('a channel to an agent', () => {
  let seat: Seat;
  let agent: StandIn;
  let channel: Channel;
  beforeEach(async () => {
    seat = await Seat.take();
    agent = await seat.agent();
    channel = await openChannel({ kind: 'socket', path: agent.socketPath });
  });
  afterEach(async () => {
    channel.close();
    await seat.leave();
  });

  const failed = async (call: Promise<unknown>): Promise<Failure> => {
    const error = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof Failure, String(error));
    return error;
  };

  it('knows who answers', () => {
    assert.deepEqual(channel.greeting, agent.greeting);
  });

  it('gives every caller the answer to its own question, in whatever order they come', async () => {
    const waiting: (() => void)[] = [];
    agent.handlers = {
      strip: ({ source }) => new Promise((resolve) => waiting.unshift(() => resolve({ result: { source } }))),
    };
    const answers = Promise.all(['a', 'b', 'c'].map((source) => channel.call('strip', { source })));
    while (waiting.length < 3) await new Promise((resolve) => setImmediate(resolve));
    for (const answer of waiting) answer();
    assert.deepEqual(await answers, [{ source: 'a' }, { source: 'b' }, { source: 'c' }]);
  });

  it('fails every pending call when the line breaks, with the stack of the caller', async () => {
    agent.handlers = { status: () => 'silence', patches: () => 'drop' };
    const askedHere = (): Promise<unknown> => channel.call('status', {});
    const [first, second] = await Promise.all([failed(askedHere()), failed(channel.call('patches', {}))]);
    assert.deepEqual([first.code, second.code], ['connection_lost', 'connection_lost']);
    assert.match(first.stack ?? '', /askedHere/);
    assert.equal(first.exit, 'unreachable');
  });

  it('a call on a line that has ended was certainly not sent', async () => {
    channel.close();
    channel.close();
    assert.equal((await failed(channel.call('status', {}))).code, 'not_connected');
    assert.deepEqual(agent.methods, []);
  });

  it('gives up on a call in its time, and the late answer harms nobody', async () => {
    let answer = (): void => {};
    agent.handlers = {
      strip: () => new Promise((resolve) => (answer = () => resolve({ result: { source: 'late' } }))),
    };
    const failure = await failed(channel.call('strip', { source: 'x' }, { timeoutMs: 50 }));
    assert.equal(failure.code, 'timed_out');
    answer();
    assert.equal((await channel.call('status', {})).name, 'orders');
  });

  it('refuses an answer that is not what the protocol says, and names the place', async () => {
    agent.handlers = { strip: () => ({ result: { source: 7 } as never }) };
    const failure = await failed(channel.call('strip', { source: 'x' }));
    assert.equal(failure.code, 'bad_answer');
    assert.match(failure.message, /source/);
  });

  it('trusts nothing after a frame that makes no sense', async () => {
    for (const raw of ['{', '7', '{"id":"x","result":1}', '{"id":1,"error":{"code":"made_up","message":""}}']) {
      const one = await openChannel({ kind: 'socket', path: agent.socketPath });
      agent.handlers = { strip: () => ({ raw }) };
      assert.equal((await failed(one.call('strip', { source: 'x' }))).code, 'connection_lost', raw);
    }
  });

  it('passes events on, but those that it does not know', async () => {
    const heard: AgentEvent[] = [];
    const stop = channel.onEvent((event) => heard.push(event));
    agent.tell('attached', { attached: 2 });
    agent.tell('weather' as 'attached', { attached: 9 });
    agent.tell('attached', { attached: 'many' } as never);
    await channel.call('status', {});
    stop();
    agent.tell('attached', { attached: 3 });
    await channel.call('status', {});
    assert.deepEqual(heard, [{ event: 'attached', data: { attached: 2 } }]);
  });

  it('says once when it has ended', async () => {
    let ends = 0;
    const ended = new Promise<void>((resolve) => {
      channel.onClose(() => {
        ends += 1;
        resolve();
      });
    });
    await agent.die();
    await ended;
    channel.close();
    channel.onClose(() => (ends += 1));
    assert.equal(ends, 2);
  });

  it('refuses an agent that speaks another protocol', async () => {
    const newer = await seat.agent({ name: 'newer', pid: 9, protocol: 2 });
    const failure = await failed(openChannel({ kind: 'socket', path: newer.socketPath }));
    assert.equal(failure.code, 'protocol_version');
    assert.equal(failure.exit, 'usage');
  });

  it('each refusal of an agent keeps its code, its words and the hint of the table', async () => {
    for (const code of Object.keys(failures) as (keyof typeof failures)[]) {
      agent.handlers = { strip: () => ({ error: { code, message: 'The particulars.' } }) };
      const failure = await failed(channel.call('strip', { source: 'x' }));
      assert.deepEqual([failure.code, failure.message, failure.hint], [code, 'The particulars.', failures[code].hint]);
    }
  });
});
