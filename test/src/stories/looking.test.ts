import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { InFlight } from '@suture/protocol/inflight.js';
import type { Status } from '@suture/protocol/process.js';
import type { Replayed } from '@suture/protocol/replay.js';
import type { Stack } from '@suture/protocol/stack.js';
import type { WatchedCall } from '@suture/protocol/watch.js';
import { packageFolder } from '../patient/dependencies.ts';
import { Engineer } from '../patient/engineer.ts';
import { freePort } from '../patient/free-port.ts';
import { MqttClient } from '../patient/mqtt.ts';
import { Patient } from '../patient/patient.ts';
import { Published } from '../patient/published.ts';
import { until } from '../patient/until.ts';
import { Visitor } from '../patient/visitor.ts';
import { Ward } from '../patient/ward.ts';
import type { PatchAnswer } from '../live/journey.ts';

/** A file of a published package with a bug planted in it. */
async function planted(name: string, path: string, from: string, to: string): Promise<Record<string, string>> {
  const source = await readFile(join(packageFolder(name), path), 'utf8');
  assert.equal(source.split(from).length, 2, `${path} has one place that reads ${from}`);
  return { [path]: source.replace(from, () => to) };
}

async function repair(engineer: Engineer, file: string, why: string): Promise<void> {
  const done = await engineer.json<PatchAnswer>('patch', file, '--yes', '-m', why);
  assert.equal(done.exit, 0, done.told);
  assert.equal(done.json.state, 'live', done.told);
}

const pricing = `'use strict';
const rates = { std: 3, vip: 2 };
function quote(qty, order) {
  const rate = order.vip ? rates.std : rates.std;
  return qty * rate;
}
module.exports = { quote };
`;

const shop = `'use strict';
const app = require('./fastify.js')();
const { quote } = require('./pricing.js');
app.get('/quote/:qty', async ({ params, query }) => ({ total: quote(Number(params.qty), { vip: query.vip === '1' }) }));
app.listen({ port: Number(process.argv[2]), host: '127.0.0.1' }).then(() => console.log('ready'));
`;

test('a wrong price in fastify is seen by watch, tried by replay, and mended', async (t) => {
  const ward = await Ward.open(t);
  const app = await Published.of(ward, 'fastify', { 'pricing.js': pricing, 'shop.js': shop });
  const [production, checkout] = [await app.clone('production'), await app.clone('checkout')];
  const port = await freePort();
  await Patient.admit(ward, { args: ['shop.js', String(port)], cwd: production.path, ready: 'ready' });
  const visitor = new Visitor(ward, `http://127.0.0.1:${port}`, '/quote/10?vip=1');
  const engineer = new Engineer(ward, checkout.path);

  const watched = await engineer.suture('watch', 'pricing.js:quote', '--when', 'order.vip', '--count', '1', '--json');
  const [call] = watched.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as WatchedCall);
  assert.deepEqual([call?.args, call?.result], [['10', '{ vip: true }'], '30'], watched.told);
  const line = await engineer.suture('watch', 'pricing.js:5', '--locals', 'rate,rates', '--count', '1');
  assert.match(line.stdout, /line 5: rate = 3, rates = \{ std: 3, vip: 2 \}/, line.told);

  await checkout.edit('pricing.js', 'order.vip ? rates.std', 'order.vip ? rates.vip');
  const tried = await engineer.json<Replayed>('replay', `#${call?.recording}`, '--plan', 'pricing.js');
  assert.equal(tried.exit, 0, tried.told);
  const texts = [tried.json.now, tried.json.planned].map((one) => (one.ok ? one.text : one.error.message));
  assert.deepEqual([tried.json.recorded.result, ...texts], ['30', '30', '20'], tried.told);
  assert.equal((await visitor.get('/quote/10?vip=1')).body, '{"total":30}');

  await repair(engineer, 'pricing.js', 'vips pay their own rate');
  assert.equal((await visitor.get('/quote/10?vip=1')).body, '{"total":20}');
  assert.deepEqual(visitor.drops, { connections: 1, failures: [] });
});

test('an endless loop in http-server is found by stack, ended, and mended while it holds the process', async (t) => {
  const ward = await Ward.open(t);
  const plant = await planted(
    'http-server',
    'lib/core/index.js',
    'const start = parseInt(partialstart, 10);',
    'let start = parseInt(partialstart, 10);\n        while (start > total) start -= 0;',
  );
  const app = await Published.of(ward, 'http-server', { ...plant, 'public/letters.txt': 'abcdefghij' });
  const [production, checkout] = [await app.clone('production'), await app.clone('checkout')];
  const port = await freePort();
  const args = ['bin/http-server', 'public', '--port', String(port), '-c-1'];
  await Patient.admit(ward, { args, cwd: production.path, ready: 'Hit CTRL-C' });
  const url = `http://127.0.0.1:${port}/letters.txt`;
  const engineer = new Engineer(ward, checkout.path);
  const beyond = { headers: { range: 'bytes=99-' } };
  const blocked = fetch(url, beyond).then(({ status }) => status);

  const stack = await until('the loop', async () => {
    const { json } = await engineer.json<Stack>('stack');
    return json.frames.some(({ path }) => path === 'lib/core/index.js') ? json : undefined;
  });
  const [innermost] = stack.frames;
  assert.equal(innermost?.path, 'lib/core/index.js');
  assert.ok(
    innermost.locals.some(({ name, text }) => name === 'start' && text === '99'),
    JSON.stringify(innermost),
  );
  const stuck = await until('it to count as stuck', async () => {
    const { json } = await engineer.json<Status>('status');
    return json.stuckMs > 0 && json;
  });
  assert.equal(stuck.heapUsedBytes, null);

  await checkout.edit('lib/core/index.js', '\n        while (start > total) start -= 0;', '');
  await repair(engineer, 'lib/core/index.js', 'a range beyond the end is answered');
  const ended = await engineer.suture('interrupt', '--set', 'start = 0', '--yes');
  assert.equal(ended.exit, 0, ended.told);
  assert.equal(await blocked, 206);
  assert.equal((await fetch(url, beyond)).status, 416);
  assert.equal(await (await fetch(url)).text(), 'abcdefghij');
});

const broker = `import { createServer } from 'node:net';
import { Aedes } from './aedes.js';
const locks = new Map();
async function admit(topic) {
  while (locks.has(topic)) await locks.get(topic).promise;
  if (!topic.startsWith('stock/')) return;
  const lock = {};
  lock.promise = new Promise((free) => { lock.free = free; });
  locks.set(topic, lock);
}
const aedes = await Aedes.createBroker({
  authorizePublish: (client, packet, done) => admit(packet.topic).then(() => done(null), done),
});
createServer(aedes.handle).listen(Number(process.argv[2]), '127.0.0.1', () => console.log('ready'));
`;

test('a leak in the aedes broker is found by its instances, a hung promise in flight, and both are mended', async (t) => {
  const ward = await Ward.open(t);
  const plant = await planted(
    'aedes',
    'lib/handlers/publish.js',
    '  const topic = packet.topic\n',
    '  const topic = packet.topic\n  traces.push(new Trace(packet))\n',
  );
  const path = 'lib/handlers/publish.js';
  const classes = 'class Trace {\n  constructor (packet) {\n    this.topic = packet.topic\n  }\n}\nconst traces = []\n';
  const source = `${plant[path]?.replace('class PubAck', () => `${classes}\nclass PubAck`)}`;
  const app = await Published.of(ward, 'aedes', { [path]: source, 'broker.js': broker });
  const [production, checkout] = [await app.clone('production'), await app.clone('checkout')];
  const port = await freePort();
  await Patient.admit(ward, { args: ['broker.js', String(port)], cwd: production.path, ready: 'ready' });
  const engineer = new Engineer(ward, checkout.path);
  const reader = await MqttClient.connect(ward, port, 'reader', '#');
  const writer = await MqttClient.connect(ward, port, 'writer');
  const load = setInterval(() => writer.publish('orders/1', 'x'), 5);
  ward.beforeClosing(() => clearInterval(load));
  await until('messages', () => reader.heard.length > 20);

  const count = async (): Promise<number> => {
    const { json, told } = await engineer.json<{ count: number; sample: string[] }>(
      'instances',
      `${path}:Trace`,
      '--yes',
    );
    if (json.count > 0) assert.match(json.sample[0] ?? '', /^Trace \{ topic: '/, told);
    return json.count;
  };
  const first = await count();
  assert.ok(first > 20);
  const grown = await until('more of them', async () => (await count()) > first && (await count()));
  await checkout.edit(path, '  traces.push(new Trace(packet))\n', '');
  await repair(engineer, path, 'traces are not kept');
  const emptied = await engineer.suture('eval', 'traces.length = 0', '--module', path, '--write', '-m', 'leaked');
  assert.equal(emptied.exit, 0, emptied.told);
  const before = reader.heard.length;
  await until('more messages', () => reader.heard.length > before + 20);
  assert.ok(grown > first && (await count()) === 0);

  // The second message about one thing waits for a lock that the first one never gives back.
  const looking = engineer.json<InFlight>('inflight', 'broker.js:admit', '--for', '3s');
  const hanging = setInterval(() => writer.publish('stock/7', 'y'), 50);
  ward.beforeClosing(() => clearInterval(hanging));
  const { json: inFlight, told } = await looking;
  clearInterval(hanging);
  const waiting = inFlight.calls.filter(({ args }) => args[0] === "'stock/7'");
  assert.ok(waiting.length > 0 && waiting.every(({ patch, line }) => patch === null && line === 4), told);
  clearInterval(load);

  await checkout.edit('broker.js', '  while (locks.has(topic)) await locks.get(topic).promise;\n', '');
  await repair(engineer, 'broker.js', 'nobody gives the lock back');
  const other = await MqttClient.connect(ward, port, 'other');
  other.publish('stock/7', 'mended');
  await until('the message', () => reader.heard.some(({ payload }) => payload === 'mended'));
});
