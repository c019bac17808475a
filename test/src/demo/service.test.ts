import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { build } from '../../../shell/dist/demo/build.js';
import { Children } from '../../../shell/dist/demo/children.js';
import { Load } from '../../../shell/dist/demo/load.js';
import { startService } from '../../../shell/dist/demo/service.js';
import { closeStage, openStage } from '../../../shell/dist/demo/stage.js';

test('the service of the demo has one bug, and nothing else goes wrong under load', async () => {
  const children = new Children();
  const stage = await openStage();
  try {
    await build(stage, children);
    const service = await startService(children, stage, ['dist/server.js']);
    const load = new Load(service.address);
    await load.open();
    const counts = await load.next(200);
    assert.ok(counts.bug > 0, 'the bug shows');
    assert.equal(counts.failed, 0);
    assert.equal(counts.dropped, 0);
    assert.ok(counts.messages > counts.requests, 'subscribers hear of orders');
    assert.match(service.lastError() ?? '', /TypeError.*percent[\s\S]*pricing\.js/);
    await load.close();
    assert.equal(service.ended(), undefined);
    await children.close();
    assert.notEqual(service.ended(), undefined);
  } finally {
    await children.close();
    await closeStage(stage);
  }
  assert.equal(existsSync(stage.folder), false);
});

test('a service that dies under load is counted as failed requests and dropped connections', async () => {
  const children = new Children();
  const stage = await openStage();
  try {
    await build(stage, children);
    const service = await startService(children, stage, ['dist/server.js']);
    const load = new Load(service.address);
    await load.open();
    await load.next(50);
    process.kill(service.pid, 'SIGKILL');
    const counts = await load.next(50);
    assert.ok(counts.failed > 0);
    assert.equal(counts.dropped, Load.size.feeds);
    load.abort();
  } finally {
    await children.close();
    await closeStage(stage);
  }
});
