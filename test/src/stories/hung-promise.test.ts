import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MqttClient } from '../patient/mqtt.ts';
import { until } from '../patient/until.ts';
import { Ward } from '../patient/ward.ts';
import { OnCall } from './on-call.ts';

const waiting = '  while (locks.has(topic)) await locks.get(topic).promise;\n';
const broker = `import { createServer } from 'node:net';
import { Aedes } from './aedes.js';
const locks = new Map();
async function admit(topic) {
${waiting}  if (!topic.startsWith('stock/')) return;
  const lock = {};
  lock.promise = new Promise((free) => { lock.free = free; });
  locks.set(topic, lock);
}
const aedes = await Aedes.createBroker({
  authorizePublish: (client, packet, done) => admit(packet.topic).then(() => done(null), done),
});
createServer(aedes.handle).listen(Number(process.argv[2]), '127.0.0.1', () => console.log('ready'));
`;

test('promises that hang in a loaded aedes broker are found in flight with what they await, and mended from the shell', async (t) => {
  const ward = await Ward.open(t);
  const onCall = await OnCall.at(ward, 'aedes', {
    files: { 'broker.js': broker },
    args: (port) => ['broker.js', port],
    ready: 'ready',
  });
  const reader = await MqttClient.connect(ward, onCall.port, 'reader', '#');
  const writers = await Promise.all([1, 2, 3].map((n) => MqttClient.connect(ward, onCall.port, `writer-${n}`)));
  const load = setInterval(() => writers.forEach((writer) => writer.publish('orders/1', 'x')), 5);
  // The second message about one thing waits for a lock that the first one never gives back.
  const hanging = await MqttClient.connect(ward, onCall.port, 'hanging');
  const stock = setInterval(() => hanging.publish('stock/7', 'y'), 50);
  ward.beforeClosing(() => [load, stock].forEach(clearInterval));
  await until('messages', () => reader.heard.length > 100);

  const found = await onCall.ask(':inflight broker.js:admit --for 2s', /WAITS AT[\s\S]*the build\n/);
  assert.match(found, /ms {2}admit\('stock\/7'\) {2}broker\.js:5 {2}locks\.get\(topic\)\.promise {2}the build$/m);
  assert.doesNotMatch(found, /admit\('orders\/1'\)/);

  clearInterval(stock);
  await onCall.repair('broker.js', waiting, '', 'nobody gives the lock back');
  assert.deepEqual(await onCall.recorded('broker.js'), [`-${waiting.trimEnd()}`]);
  const other = await MqttClient.connect(ward, onCall.port, 'other');
  other.publish('stock/7', 'mended');
  await until('the message', () => reader.heard.some(({ payload }) => payload === 'mended'));
  const before = reader.heard.length;
  await until('messages', () => reader.heard.length > before + 100);
});
