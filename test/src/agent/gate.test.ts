import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { failures } from '@suture/protocol/failures.js';
import { WebSocket } from 'ws';
import { listed, makeFolder, startHost, launch, socketOf, TestShell, until } from './host.ts';

const idle = {
  'package.json': '{ "name": "@shop/orders" }',
  'a.cjs': 'console.log("up");\nsetInterval(() => {}, 1000);\n',
};

test('the socket is in a private folder, named for the process, and says whose it is', async (t) => {
  const { socket, running, shell, folder } = await startHost(t, idle, ['a.cjs']);
  assert.equal(statSync(dirname(socket)).mode & 0o777, 0o700);
  assert.equal(statSync(socket).mode & 0o777, 0o600);
  assert.equal(statSync(socket.replace('.sock', '.json')).mode & 0o777, 0o600);
  assert.match(socket, new RegExp(`/shop-orders-${running.child.pid}\\.sock$`));
  const greeting = await shell.get('greet', {});
  assert.equal(greeting.name, 'shop-orders');
  assert.equal(greeting.pid, running.child.pid);
  assert.equal(greeting.root, folder);
  assert.equal(greeting.revision, null);
});

test('the socket is gone when the process has ended', async (t) => {
  const files = { 'a.cjs': 'process.stdin.on("end", () => process.exit(0)).resume();\n' };
  const { running, runDir } = await startHost(t, files, ['a.cjs']);
  running.child.stdin?.end();
  assert.equal((await running.ended()).code, 0);
  assert.deepEqual(listed(runDir), []);
});

test('the sockets of processes that were killed are removed by the next one', async (t) => {
  const first = await startHost(t, idle, ['a.cjs']);
  first.running.child.kill('SIGKILL');
  await first.running.ended();
  assert.ok(existsSync(first.socket));
  const next = launch(t, first.folder, ['a.cjs'], { env: { SUTURE_RUN_DIR: first.runDir } });
  await until(
    () => !existsSync(first.socket) && listed(first.runDir).length === 2,
    () => `one socket, got ${listed(first.runDir).join()} ${next.running.stderr}`,
  );
});

test('any request with an Origin is refused', async (t) => {
  const { socket, shell } = await startHost(t, idle, ['a.cjs']);
  const status = await new Promise((resolve) => {
    const page = new WebSocket(`ws+unix://${socket}:/`, { origin: 'http://localhost' });
    page.on('unexpected-response', (request, response) => {
      resolve(response.statusCode);
      request.destroy();
    });
    page.on('error', () => {});
  });
  assert.equal(status, 403);
  assert.match(await plainHttp(socket, 'GET / HTTP/1.1\r\nHost: x\r\nOrigin: null\r\n\r\n'), /^HTTP\/1.1 403 /);
  assert.match(await plainHttp(socket, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'), /^HTTP\/1.1 426 /);
  assert.equal((await shell.get('status', {})).attached, 1);
});

test('2,000 malformed frames end no more than the connection that sent them', async (t) => {
  const { socket, shell, running } = await startHost(t, idle, ['a.cjs']);
  const frames = malformedFrames();
  let sent = 0;
  while (sent < 2_000) {
    const rude = await TestShell.attach(socket);
    const closed = once(rude.socket, 'close');
    for (let count = 0; count < 200; count++) rude.socket.send(frames[sent++ % frames.length] ?? '');
    const [code] = (await closed) as [number];
    assert.equal(code, 1008);
    assert.ok(rude.unasked.every(({ code: failure }) => failure in failures));
  }
  for (const bytes of [
    '\x00\x01',
    'GET',
    'GET / HTTP/9\r\n\r\n',
    `GET / HTTP/1.1\r\n${'a: b\r\n'.repeat(5_000)}`,
    '\xff'.repeat(100_000),
  ]) {
    await plainHttp(socket, bytes);
  }
  const raw = await TestShell.attach(socket);
  const closed = once(raw.socket, 'close');
  (raw.socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(Buffer.from('ff7f0000', 'hex'));
  await closed;
  assert.equal((await shell.get('greet', {})).pid, running.child.pid);
  assert.equal(running.stderr, '');
});

test('a message that is too large ends its connection', async (t) => {
  const { socket, shell } = await startHost(t, idle, ['a.cjs']);
  const rude = await TestShell.attach(socket);
  const closed = once(rude.socket, 'close');
  rude.socket.send('x'.repeat(17 * 1024 * 1024));
  await closed;
  assert.equal((await shell.get('status', {})).patches, 0);
});

test('what is asked wrongly is answered with what is wrong', async (t) => {
  const { shell } = await startHost(t, idle, ['a.cjs']);
  assert.deepEqual((await shell.raw('reboot', {})).error, {
    code: 'unknown_method',
    message: 'There is no request "reboot".',
  });
  assert.equal((await shell.raw('__proto__', {})).error?.code, 'unknown_method');
  const wrong = await shell.raw('evaluate', { expression: 7, write: false, timeoutMs: 100 });
  assert.equal(wrong.error?.code, 'bad_request');
  assert.match(wrong.error?.message ?? '', /^evaluate: expression: /);
  assert.equal((await shell.raw('rollback', { id: 'x' })).error?.code, 'bad_request');
  assert.equal((await shell.ask('rollback', { id: '01ARZ3NDEKTSV4RRFFQ69G5FAV' })).error?.code, 'unknown_patch');
});

test('status answers while the main thread spins, and says for how long', async (t) => {
  const files = { 'a.cjs': 'process.stdin.once("data", () => {\n  console.log("spinning");\n  for (;;);\n});\n' };
  const { shell, running } = await startHost(t, files, ['a.cjs']);
  const before = await shell.get('status', {});
  assert.equal(before.stuckMs, 0);
  assert.ok((before.heapUsedBytes ?? 0) > 1_000_000);
  running.child.stdin?.write('go');
  await running.printed('stdout', 'spinning');
  let stuck = await shell.get('status', {});
  while (stuck.stuckMs < 700) stuck = await shell.get('status', {});
  assert.equal(stuck.heapUsedBytes, null);
  assert.equal(stuck.eventLoopDelayMs, null);
  assert.equal((await shell.get('greet', {})).pid, running.child.pid);
  const busy = await shell.ask('evaluate', { expression: '1', write: true, timeoutMs: 100 });
  assert.equal(busy.error?.code, 'target_busy');
});

test('shells that come and go are counted, and told', async (t) => {
  const { socket, shell } = await startHost(t, idle, ['a.cjs']);
  const other = await TestShell.attach(socket);
  assert.equal((await other.get('status', {})).attached, 2);
  other.close();
  // Who they are is told beside it, in events of their own.
  const told = () => shell.events.filter(({ event }) => event === 'attached');
  await until(
    () => told().length === 3,
    () => `three events, got ${JSON.stringify(shell.events)}`,
  );
  assert.deepEqual(
    told(),
    [1, 2, 1].map((attached) => ({ event: 'attached', data: { attached } })),
  );
});

test('the agent tells the deployed commit, from the checkout or as it was told', async (t) => {
  const commit = '0123456789abcdef0123456789abcdef01234567';
  const files = {
    ...idle,
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.git/packed-refs': `# pack-refs\n${commit} refs/heads/main\n`,
  };
  const { shell, folder, runDir, running } = await startHost(t, files, ['a.cjs']);
  assert.equal((await shell.get('greet', {})).revision, commit);
  running.child.kill('SIGKILL');
  await running.ended();
  const told = launch(t, folder, ['a.cjs'], { env: { SUTURE_REVISION: 'f'.repeat(40) } });
  assert.notEqual(told.runDir, runDir);
  const second = await TestShell.attach(await socketOf(told.runDir, told.running));
  t.after(() => second.close());
  assert.equal((await second.get('greet', {})).revision, 'f'.repeat(40));
});

test('a folder that others may enter is not used', async (t) => {
  const runDir = makeFolder(t);
  writeFileSync(join(runDir, 'keep'), '');
  const folder = makeFolder(t, idle);
  const open = join(makeFolder(t, { 'run/x': '' }), 'run');
  const { running } = launch(t, folder, ['a.cjs'], { env: { SUTURE_RUN_DIR: open } });
  await running.printed('stderr', 'mode 0700; this process cannot be attached to\n');
  assert.match(running.stderr, /^suture: SUTURE_RUN_DIR="[^"]+" cannot hold the socket: its mode is 755/);
});

function malformedFrames(): (string | Buffer)[] {
  return [
    '',
    '{',
    'null',
    '[]',
    '{"id":"1","method":"greet","params":{}}',
    '{"id":1.5,"method":"greet","params":{}}',
    '{"id":1e999,"method":"greet","params":{}}',
    '{"method":"greet"}',
    Buffer.from([0, 255, 1]),
    '"\\ud800"',
    '{"id":1,"method":{"toString":1},"params":null}',
    '['.repeat(50_000),
  ];
}

async function plainHttp(socket: string, bytes: string): Promise<string> {
  const connection = createConnection(socket);
  connection.on('error', () => {});
  let answer = '';
  connection.setEncoding('latin1').on('data', (text: string) => (answer += text));
  connection.end(bytes, 'latin1');
  await new Promise((closed) => connection.on('close', closed));
  return answer;
}
