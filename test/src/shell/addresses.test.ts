import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { listen } from '../patient/listen.ts';
import { Seat } from './seat.ts';
import { StandIn } from './stand-in.ts';

describe('the address of a process', () => {
  let seat: Seat;
  beforeEach(async () => {
    seat = await Seat.take();
  });
  afterEach(() => seat.leave());

  const nameOf = async (target: string): Promise<unknown> =>
    ((await seat.json(['status', '-t', target])) as { name?: string }).name;

  it('a path with blanks, colons and percent signs is reached, without an Origin', async () => {
    const odd = join(seat.home, 'a b:%20#');
    const agent = await seat.agent();
    const other = await StandIn.start(odd, { name: 'odd', pid: 5 });
    assert.equal(await nameOf(other.socketPath), 'odd');
    assert.equal(other.headers[0]?.['origin'], undefined);
    assert.equal(other.headers[0]?.['sec-websocket-extensions'], undefined);
    assert.equal(agent.asked.length, 0);
    await other.close();
  });

  it('that accepts and never answers, as a stopped process does, is exit 3 and holds nothing up', async () => {
    const lines: Socket[] = [];
    const stopped = createServer((line) => lines.push(line));
    const port = await listen(stopped);
    const { exit, stderr } = await seat.suture(['status', '-t', `ws://127.0.0.1:${port}`]);
    assert.equal(exit, 3);
    assert.match(stderr, /^Error: .* cannot be reached: no answer within 5 s\.\nHint: .*\n$/);
    for (const line of lines) line.destroy();
    stopped.close();

    const agent = await seat.agent();
    const path = join(seat.runFolder, 'stopped-9.sock');
    const silent = createServer((line) => lines.push(line));
    await new Promise<void>((resolve) => silent.listen(path, resolve));
    const card = { pid: 9, name: 'stopped', startedAt: '2026-11-20T20:00:00.000Z', socket: path };
    await writeFile(join(seat.runFolder, 'stopped-9.json'), JSON.stringify(card));
    assert.equal(((await seat.json(['ls'])) as unknown[]).length, 1);
    assert.equal(await nameOf('orders'), 'orders');
    assert.ok(agent.asked.length > 0);
    for (const line of lines) line.destroy();
    silent.close();
  });

  it('is reached over a network address', async () => {
    const agent = await seat.agent();
    const wire = createServer((line) => {
      const other = connect(agent.socketPath);
      line.pipe(other).pipe(line);
      line.on('error', () => other.destroy());
      other.on('error', () => line.destroy());
    });
    const port = await listen(wire);
    assert.equal(await nameOf(`ws://127.0.0.1:${port}`), 'orders');
    wire.close();
    const { exit, stderr } = await seat.suture(['status', '-t', `ws://127.0.0.1:${port}`]);
    assert.equal(exit, 3);
    assert.match(stderr, /^Error: Nothing listens at ws:\/\/127\.0\.0\.1:\d+\.\nHint: .*\n$/);
  });

  it('that turns one away is exit 4, and what is no agent is exit 3', async () => {
    for (const [status, expected] of [
      [401, 4],
      [403, 4],
      [200, 3],
      [500, 3],
      [503, 3],
    ] as const) {
      const server = createHttpServer().on('upgrade', (_request, line) => {
        line.end(`HTTP/1.1 ${status} No\r\nConnection: close\r\n\r\n`);
      });
      const port = await listen(server);
      const { exit, stderr } = await seat.suture(['status', '-t', `ws://127.0.0.1:${port}`]);
      assert.equal(exit, expected, stderr);
      assert.match(stderr, new RegExp(`^Error: .* answered with HTTP ${status}\\.\nHint: .*\n$`));
      server.close();
    }
    const { exit } = await seat.suture(['status', '-t', 'ws://']);
    assert.equal(exit, 2);
  });
});
