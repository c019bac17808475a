import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InFlight } from '@suture/protocol/inflight.js';
import { Engineer } from '../patient/engineer.ts';
import { freePort } from '../patient/free-port.ts';
import { MqttClient } from '../patient/mqtt.ts';
import { Patient } from '../patient/patient.ts';
import { Published } from '../patient/published.ts';
import { until } from '../patient/until.ts';
import { Ward } from '../patient/ward.ts';
import type { PatchAnswer } from '../live/journey.ts';
import { planted } from './on-call.ts';

async function repair(engineer: Engineer, file: string, why: string): Promise<void> {
  const done = await engineer.json<PatchAnswer>('patch', file, '--yes', '-m', why);
  assert.equal(done.exit, 0, done.told);
  assert.equal(done.json.state, 'live', done.told);
}

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
