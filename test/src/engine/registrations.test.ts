import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Remark } from '@suture/protocol/remark.js';
import { load, patch } from './bench.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
type Loose = any;

/** Code outside of the application: the engine sees what is handed to it, and not what it does with that. */
class Server {
  readonly port = 0;
  async register(plugin: Loose): Promise<void> {
    await Promise.resolve();
    if (typeof plugin !== 'string') await (plugin.register ?? plugin)(this, {});
  }
  listen(_port: number, then: () => void): void {
    setImmediate(then);
  }
  get(): void {}
  route(): void {}
  on(): void {}
}
Object.assign(globalThis, { $library: () => ({ server: new Server(), fp: (plugin: Loose) => plugin }) });

const library = 'const { server, fp } = $library(); const heard = [];\n';

async function warningsOf(source: string, from: string, to: string): Promise<readonly Remark[]> {
  assert.ok(source.includes(from), `the fixture has no ${from}`);
  const specimen = await load(library + source);
  await new Promise((resolve) => setImmediate(resolve));
  const outcome = await patch([specimen, (library + source).replace(from, () => to)]);
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
  return outcome.plan.modules[0]?.warnings ?? [];
}

const health = "app.get('/health', () => 'up');";
const plugins: Readonly<Record<string, readonly [source: string, at: string, handedTo: string]>> = {
  'a function that is registered in place': [
    "server.register(async (app) => {\n app.get('/a', () => 1); });",
    "app.get('/a', () => 1);",
    'server.register',
  ],
  'a named plugin': [
    "async function routes(app) {\n app.get('/a', () => 1); }\nserver.register(routes, { prefix: '/v1' });",
    "app.get('/a', () => 1);",
    'server.register',
  ],
  'a plugin in what wraps plugins': [
    "const routes = fp(async (app) => {\n app.get('/a', () => 1); });\nawait server.register(routes);",
    "app.get('/a', () => 1);",
    'server.register',
  ],
  'a plugin that is an object': [
    "const plugin = { name: 'x', register: async (app) => {\n app.get('/a', () => 1); } };\nserver.register(plugin);",
    "app.get('/a', () => 1);",
    'server.register',
  ],
  'what runs when the server listens': [
    "let app = server; server.listen(80, () => {\n app.get('/a', () => 1); });",
    "app.get('/a', () => 1);",
    'server.listen',
  ],
  'what is called by what runs once': [
    "let app = server; function add() {\n app.get('/a', () => 1); }\nserver.listen(80, () => { add(); });",
    "app.get('/a', () => 1);",
    'add',
  ],
};
for (const [name, [source, at, handedTo]] of Object.entries(plugins)) {
  test(`a new call in ${name} is named in the plan, with its line and the call that it was handed to`, async () => {
    const warnings = await warningsOf(source, at, `${at}\n${health}`);
    const [said] = warnings.filter(({ reason }) => reason.includes('The new call `app.get`'));
    assert.ok(said, JSON.stringify(warnings));
    const lines = (library + source.replace(at, `${at}\n${health}`)).split('\n');
    assert.ok(lines[said.line - 1]?.startsWith(health));
    const [, line] = said.reason.match(/on line (\d+)/) ?? [];
    assert.ok(lines[Number(line) - 1]?.includes(`${handedTo}(`), said.reason);
    assert.match(said.reason, /migration/);
  });
}

test('a plugin that is exported is told by what it does: it registers things on what it is given', async () => {
  const source = "export default async function routes(app, options) {\n app.get('/a', () => 1); }";
  const warnings = await warningsOf(
    source,
    "app.get('/a', () => 1);",
    `app.get('/a', () => 1); ${health} heard.push(1);`,
  );
  assert.deepEqual(
    warnings.map(({ reason }) => reason.slice(0, 24)),
    ['The new call `app.get` i'],
  );
  const gone = await warningsOf(source, "app.get('/a', () => 1);", '');
  assert.match(gone[0]?.reason ?? '', /The call `app.get` is gone, but what it did/);
});

test('another edit of what was called once is told as well', async () => {
  const warnings = await warningsOf(
    'let port; server.listen(80, () => { port = server.port; });',
    'server.port;',
    'server.port + 1;',
  );
  assert.match(
    warnings[0]?.reason ?? '',
    /Where it has been called, what came of that stays: it was handed to `server.listen` on line \d+/,
  );
});

const handlers: Readonly<Record<string, readonly [source: string, from: string, to: string]>> = {
  'a handler': [
    "server.get('/a', (request, reply) => { heard.push(request); reply.send('a'); });",
    "reply.send('a');",
    "reply.header('x', () => 1); request.on('end', () => heard.push(2)); reply.send('a');",
  ],
  'a handler of a plugin': [
    "server.register(async (app) => { app.get('/a', async (request, reply) => { reply.send('a'); }); });",
    "reply.send('a');",
    "heard.push(1); reply.send('b');",
  ],
  'a handler that is registered under a name': [
    "server.register('order', (order) => { heard.push(order); });",
    'heard.push(order);',
    'heard.push(order); heard.push(1);',
  ],
  'a handler in an object': [
    "server.route({ path: '/a', handler: (request, h) => { heard.push(request); } });",
    'heard.push(request);',
    'heard.push(request); server.on(request, () => 1);',
  ],
  'a listener': [
    "server.on('order', (order) => { heard.push(order); });",
    'heard.push(order);',
    'heard.push(order); order.on("paid", () => 1);',
  ],
  'a listener of each connection': [
    "server.on('connection', (socket) => { heard.push(socket); });",
    'heard.push(socket);',
    'heard.push(socket); socket.on("end", () => 1);',
  ],
  'what a handler does later': [
    "server.get('/a', (request) => { setImmediate(() => { heard.push(1); }); });",
    'heard.push(1);',
    'heard.push(2); heard.push(3);',
  ],
  'a function that is called by name anywhere': [
    'export function ask(client, key, done) { client.get(key, (value) => done(value)); }',
    'client.get(key,',
    'client.get("count", () => 1); client.get(key,',
  ],
  'a function that a plugin hands to its handlers': [
    "server.register(async (app) => { const save = (item) => { heard.push(item); }; app.get('/a', save); });",
    'heard.push(item);',
    'heard.push(item); heard.push(item);',
  ],
};
for (const [name, [source, from, to]] of Object.entries(handlers)) {
  test(`${name} is called again, and the plan does not warn`, async () => {
    assert.deepEqual(await warningsOf(source, from, to), []);
  });
}
