import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MqttClient } from '../patient/mqtt.ts';
import { until } from '../patient/until.ts';
import { Ward } from '../patient/ward.ts';
import { OnCall, planted } from './on-call.ts';

const path = 'lib/handlers/publish.js';
const broker = `import { createServer } from 'node:net';
import { Aedes } from './aedes.js';
const aedes = await Aedes.createBroker();
createServer(aedes.handle).listen(Number(process.argv[2]), '127.0.0.1', () => console.log('ready'));
`;

/** Keeps something of every message that the broker hears of. */
async function leaky(): Promise<Record<string, string>> {
  const topic = '  const topic = packet.topic\n';
  const { [path]: source = '' } = await planted('aedes', path, topic, `${topic}  traces.push(new Trace(packet))\n`);
  const kept = 'class Trace {\n  constructor (packet) {\n    this.topic = packet.topic\n  }\n}\nconst traces = []\n';
  return { [path]: source.replace('class PubAck', () => `${kept}\nclass PubAck`), 'broker.js': broker };
}

test('a leak of a loaded aedes broker names its class in the heap view, and is mended from the shell', async (t) => {
  const ward = await Ward.open(t);
  const files = await leaky();
  const onCall = await OnCall.at(ward, 'aedes', { files, args: (port) => ['broker.js', port], ready: 'ready' });
  const reader = await MqttClient.connect(ward, onCall.port, 'reader', '#');
  const writers = await Promise.all([1, 2, 3].map((n) => MqttClient.connect(ward, onCall.port, `writer-${n}`)));
  const load = setInterval(() => writers.forEach((writer) => writer.publish('orders/1', 'x')), 5);
  ward.beforeClosing(() => clearInterval(load));
  const hears = async (more: number): Promise<void> => {
    const before = reader.heard.length;
    await until('messages', () => reader.heard.length > before + more);
  };
  await hears(100);

  const first = await onCall.ask(':heap --yes', /Some of one class: instances/);
  assert.match(first, /lib\/handlers\/publish\.js:\d+/);
  await hears(500);
  // The class that grew most is the first that the application has made.
  const second = await onCall.ask(':heap --yes', /SINCE [\s\S]*Some of one class: instances/);
  const [, grown = ''] =
    /^.*objects; looked[\s\S]*?^ *[\d ]+ +\+([\d ]+)  (?:Trace) +lib\/handlers\/publish\.js:\d+$/m.exec(second) ?? [];
  assert.ok(Number(grown.replaceAll(' ', '')) >= 500, second);
  assert.match(second, /Some of one class: instances lib\/handlers\/publish\.js:Trace$/m);
  const some = await onCall.ask(`:instances ${path}:Trace --yes`, /more: --from/);
  assert.match(some, /^0: Trace \{ topic: 'orders\/1' \}$/m);

  await onCall.repair(path, '  traces.push(new Trace(packet))\n', '', 'traces are not kept');
  assert.deepEqual(await onCall.recorded(path), ['-  traces.push(new Trace(packet))']);
  await onCall.ask(':arm 5m "what has leaked"', /armed/i);
  await onCall.ask(`:scope ${path}`, /Inside/);
  await onCall.ask(':write traces.length = 0', /= 0/);
  await hears(200);
  await onCall.ask(`:instances ${path}:Trace --yes`, /^0 instances of Trace/m);
});
