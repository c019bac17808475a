import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, patch } from './bench.ts';

test('a plan calls a top-level statement by what it calls', async () => {
  const specimen = await load('const app = { use() {}, get() {} }\nexports.app = app', 'commonjs');
  const outcome = await patch([
    specimen,
    specimen.source.concat(
      "\napp.use(json())\napp.use(app)\napp.get('/health', () => 1)\nif (app) app.use()\nfunction json() {}",
    ),
  ]);
  const names = outcome.plan.modules.flatMap(({ refusals }) => refusals.map((refusal) => refusal.function));
  assert.deepEqual(names, ['app.use(json())', 'app.use(app)', "app.get('/health', …)", 'statement']);
});

test('a plan calls functions as their source does where esbuild keeps their names, and leaves out what it wrote itself', async () => {
  const specimen = await load('export const auth = (role) => (request) => request === role', 'module');
  const kept = await load(
    'var __defProp = Object.defineProperty; var __name = (target, value) => __defProp(target, "name", { value, configurable: true });\nconst auth = /* @__PURE__ */ __name((role) => (request) => request === role, "auth");\nexport { auth }',
  );
  const outcome = await patch([kept, kept.source.replace('request === role,', 'request !== role,')]);
  assert.deepEqual(
    outcome.plan.modules.flatMap(({ changes }) => changes.map((change) => change.function)),
    ['auth > arrow'],
  );
  const added = await patch([
    specimen,
    'var __name = (target) => target;\nexport const auth = (role) => (request) => more(request)\nfunction more(x) { return x }\n__name(more, "more")',
  ]);
  assert.deepEqual(added.plan.modules.flatMap(({ changes }) => changes.map((change) => change.function)).sort(), [
    'auth > arrow',
    'more',
  ]);
});

test('a service in a folder that is called like a package that it uses is not taken for that package', async () => {
  const config = await load('export default { size: 1 }', 'module', 'koa/config');
  const server = await load(
    "import config from './config.mjs'\nexport const size = () => config.size",
    'module',
    'koa/server',
  );
  await load(
    "const koa = require('koa')\nconst app = koa()\nfunction require() { return () => 1 }",
    'commonjs',
    'koa/user',
  );
  const outcome = await patch([config, 'export default { size: 2 }']);
  assert.ok(outcome.ok, JSON.stringify(outcome.plan));
  assert.equal((server.exports['size'] as () => number)(), 2);
});
