import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Remark } from '@suture/protocol/plan.js';
import { withPlaces } from '../../../shell/dist/change/named-places.js';
import type { ReadablePlan } from '../../../shell/dist/change/plan-edit.js';
import type { Channel } from '../../../shell/dist/connect/channel.js';

// Two places of one line that a compiler wrote: lines 6 and 9 of the source.
const map = { version: 3, sources: ['../src/server.ts'], names: [], mappings: 'AAKA,UAGA' };
const data = Buffer.from(JSON.stringify(map)).toString('base64');
const loaded = `routes();  routes();\n//# sourceMappingURL=data:application/json;base64,${data}\n`;
const url = 'file:///srv/dist/server.js';

const told = async (source: string, remark: Omit<Remark, 'function' | 'line'>): Promise<string | undefined> => {
  const call = async (): Promise<unknown> => ({ loaded, source, url });
  const channel = { call, greeting: { root: '/srv' } } as unknown as Channel;
  const warnings = [{ function: 'routes', line: 1, path: 'src/routes.ts', ...remark }];
  const plan: ReadablePlan = {
    applicable: true,
    modules: [{ path: 'dist/routes.js', url, version: 0, changes: [], refusals: [], warnings }],
  };
  return (await withPlaces(channel, plan)).modules[0]?.warnings[0]?.reason;
};

const path = 'dist/server.js';
const places = [1, 11].map((column) => ({ url, path, line: 1, column }));

test('a warning names the lines of the source that a running module was compiled from', async () => {
  const reason = 'dist/server.js:1 and dist/server.js:1 called it while they loaded.';
  assert.equal(
    await told(loaded, { reason, places }),
    'src/server.ts:6 and src/server.ts:9 called it while they loaded.',
  );
});

test('a place in a patched text, and a warning that names none, stay as they are', async () => {
  const reason = 'dist/server.js:1 called it while it loaded.';
  assert.equal(await told(`// new\n${loaded}`, { reason, places }), reason);
  assert.equal(await told(loaded, { reason }), reason);
});
