import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { build } from '../../../shell/dist/demo/build.js';
import { Children } from '../../../shell/dist/demo/children.js';
import { Load } from '../../../shell/dist/demo/load.js';
import { type Service, startService } from '../../../shell/dist/demo/service.js';
import { closeStage, openStage, type Stage } from '../../../shell/dist/demo/stage.js';

/** Opens the stage for a service that is under load, and closes everything again. */
async function underLoad(run: (service: Service, load: Load, children: Children) => Promise<void>): Promise<Stage> {
  const children = new Children();
  const stage = await openStage();
  try {
    await build(stage, children);
    const service = await startService(children, stage, ['dist/server.js']);
    const load = new Load(service.address);
    await load.open();
    await run(service, load, children);
  } finally {
    await children.close();
    await closeStage(stage);
  }
  return stage;
}

test('the service of the demo has one bug, and nothing else goes wrong under load', async () => {
  const stage = await underLoad(async (service, load, children) => {
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
  });
  assert.equal(existsSync(stage.folder), false);
});

test('a service that dies under load is counted as failed requests and dropped connections', async () => {
  await underLoad(async (service, load) => {
    await load.next(50);
    process.kill(service.pid, 'SIGKILL');
    const counts = await load.next(50);
    assert.ok(counts.failed > 0);
    assert.equal(counts.dropped, Load.size.feeds);
    load.abort();
  });
});
