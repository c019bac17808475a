import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { until } from '../patient/until.ts';
import { Seat } from './seat.ts';
import { Service } from './service.ts';
import { openCheckout } from './workplace.ts';

const app = `import { createServer } from 'node:http';
const asked = [];
function price(n) {
  return n * 2;
}
createServer((request, response) => {
  asked.push(request.url);
  response.end(String(price(21)));
}).listen(0, '127.0.0.1', function () {
  console.log(this.address().port);
});
`;

describe('a real process', () => {
  let seat: Seat;
  let checkout: string;
  let service: Service;
  beforeEach(async () => {
    seat = await Seat.take();
    ({ checkout } = await openCheckout(seat, app));
    service = await Service.start(seat, checkout, 'app.js');
  });
  afterEach(async () => {
    await service.kill();
    await seat.leave();
  });

  const suture = (...words: string[]): ReturnType<Seat['suture']> => seat.suture(words, { cwd: checkout });
  const json = (...words: string[]): Promise<unknown> => seat.json(words, { cwd: checkout });
  const price = async (): Promise<string> => (await service.ask('/price'))[1];

  it('is found, looked into, patched, recorded and taken back', async () => {
    assert.equal(await price(), '42');
    const [found] = (await json('ls')) as { name: string; pid: number }[];
    assert.deepEqual([found?.name, found?.pid], ['orders', service.pid]);
    assert.equal((await suture('eval', 'asked.length', '--module', 'app.js')).stdout, '1\n');
    assert.equal((await suture('eval', 'asked.length = 0', '--module', 'app.js')).exit, 1);
    assert.equal((await suture('source', 'app.js')).stdout, app);

    await writeFile(join(checkout, 'app.js'), app.replace('n * 2', 'n * 3'));
    const plan = await suture('plan');
    assert.equal(plan.exit, 0, plan.stderr);
    assert.match(plan.stdout, /^app\.js\n {2}body {2}price {2}app\.js:3\n/);
    assert.equal(await price(), '42');

    const patched = await suture('patch', '--yes', '-m', 'it was too cheap', '--json');
    assert.equal(patched.exit, 0, patched.stderr);
    const { id, record } = JSON.parse(patched.stdout) as { id: string; record: { state: string; branch: string } };
    assert.equal(record.state, 'open');
    assert.equal(await price(), '63');
    const pushed = await seat.program('git', ['show', `${record.branch}:app.js`], join(seat.home, 'remote.git'));
    assert.equal(`${pushed}\n`, await readFile(join(checkout, 'app.js'), 'utf8'));

    assert.deepEqual(await json('rollback', id, '--yes'), { id, state: 'rolledBack' });
    assert.equal(await price(), '42');
  });

  it('answers status and reads, refuses to write, and is freed by force, while its main thread is stuck', async () => {
    await suture('eval', 'setTimeout(() => { for (;;); }, 0), 1', '--write');
    const status = await until('the process to be stuck', async () => {
      const { pid, stuckMs } = (await json('status')) as { pid: number; stuckMs: number };
      return stuckMs > 0 && { pid };
    });
    assert.equal(status.pid, service.pid);
    assert.match((await suture('status')).stdout, /STUCK {7}the main thread has not answered for /);
    const read = await suture('eval', '6 * 7', '--timeout', '300');
    assert.deepEqual([read.exit, read.stdout], [0, '42\n']);
    assert.match(read.stderr, /^Note: seen in the middle of a call/);
    const { exit, stderr } = await suture('eval', '1', '--write', '--timeout', '300');
    assert.equal(exit, 3, stderr);
    assert.match(stderr, /^Error: .*\nHint: `suture stack` shows the call that it is busy in, .*\n$/);
    const unasked = await suture('interrupt', '--terminate');
    assert.deepEqual([unasked.exit, unasked.stdout], [2, '']);
    const forced = await suture('interrupt', '--terminate', '--yes');
    assert.equal(forced.exit, 0, forced.stderr);
    assert.match(forced.stderr, /^By force means: neither catch nor finally run.* It runs under a timer/);
    assert.equal(await price(), '42');
  });

  it('that was killed is explained by its pid', async () => {
    await service.kill();
    const { exit, stderr } = await suture('status', '-t', 'orders');
    assert.equal(exit, 3);
    assert.match(stderr, new RegExp(`^Error: orders cannot be reached: process ${service.pid} is gone\\.\\n`));
    assert.deepEqual(await json('ls'), []);
  });
});
