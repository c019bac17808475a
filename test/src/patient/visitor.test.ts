import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test, type TestContext } from 'node:test';
import { WebSocketServer } from 'ws';
import { Subscriber } from './subscriber.ts';
import { listen } from './listen.ts';
import { until } from './until.ts';
import { Visitor } from './visitor.ts';
import { Ward } from './ward.ts';

async function serve(t: TestContext): Promise<{ server: ReturnType<typeof createServer>; port: number }> {
  const server = createServer((_request, response) => response.end('here'));
  const port = await listen(server);
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, port };
}

test('a visitor stays on one connection', async (t) => {
  const ward = await Ward.open(t);
  const { port } = await serve(t);
  const visitor = new Visitor(ward, `http://127.0.0.1:${port}`, '/');
  for (let n = 0; n < 5; n += 1) assert.equal((await visitor.get('/')).body, 'here');
  assert.deepEqual(visitor.drops, { connections: 1, failures: [] });
});

test('a visitor tells of a connection that was dropped', async (t) => {
  const ward = await Ward.open(t);
  const { server, port } = await serve(t);
  const visitor = new Visitor(ward, `http://127.0.0.1:${port}`, '/');
  await visitor.get('/');
  server.closeAllConnections();
  await until('a second connection', () => visitor.drops.connections === 2);
});

test('a subscriber tells of a connection that was dropped', async (t) => {
  const ward = await Ward.open(t);
  const { server, port } = await serve(t);
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => socket.on('message', () => socket.close(1001)));
  const subscriber = await Subscriber.connect(ward, `ws://127.0.0.1:${port}`);
  assert.equal(subscriber.closed, '');
  await assert.rejects(subscriber.ask('leave'), /the connection is gone: closed with 1001/);
});
