import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Seat } from './seat.ts';

const agent = fileURLToPath(new URL('../../../agent/dist/register.cjs', import.meta.url));

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
  let service: ChildProcess;
  let port: number;
  beforeEach(async () => {
    seat = await Seat.take();
    checkout = join(seat.home, 'checkout');
    const git = (...words: string[]): Promise<string> => seat.program('git', words, checkout);
    await mkdir(checkout);
    await seat.program('git', ['init', '--quiet', '--bare', '--initial-branch=main', 'remote.git'], seat.home);
    await git('init', '--quiet', '--initial-branch=main', '.');
    await git('config', 'user.name', 'Ada');
    await git('config', 'user.email', 'ada@example.org');
    await git('remote', 'add', 'origin', join(seat.home, 'remote.git'));
    await writeFile(join(checkout, 'package.json'), '{"name":"orders","type":"module"}\n');
    await writeFile(join(checkout, 'app.js'), app);
    await git('add', '.');
    await git('commit', '--quiet', '-m', 'first');
    await git('push', '--quiet', 'origin', 'main');
    service = spawn(process.execPath, ['-r', agent, 'app.js'], {
      cwd: checkout,
      env: { ...seat.env, SUTURE_STATE_DIR: join(seat.home, 'agent-state') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    assert.ok(service.stdout);
    const [line] = (await once(createInterface(service.stdout), 'line')) as [string];
    port = Number(line);
    await reachable(seat);
  });
  afterEach(async () => {
    if (service.exitCode === null && service.signalCode === null) {
      service.kill('SIGKILL');
      await once(service, 'exit');
    }
    await seat.leave();
  });

  const suture = (...words: string[]): ReturnType<Seat['suture']> => seat.suture(words, { cwd: checkout });
  const json = (...words: string[]): Promise<unknown> => seat.json(words, { cwd: checkout });
  const price = (): Promise<string> =>
    new Promise((resolve, reject) => {
      get({ port, host: '127.0.0.1', path: '/price' }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve(text));
      }).on('error', reject);
    });

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
    const status = (await until(
      () => json('status'),
      (answer) => (answer as { stuckMs: number }).stuckMs > 0,
    )) as { pid: number };
    assert.equal(status.pid, service.pid);
    assert.match((await suture('status')).stdout, /STUCK {7}the main thread has not answered for /);
    const read = await suture('eval', '6 * 7', '--timeout', '300');
    assert.deepEqual([read.exit, read.stdout], [0, '42\n']);
    assert.match(read.stderr, /^Note: seen in the middle of a call/);
    const { exit, stderr } = await suture('eval', '1', '--write', '--timeout', '300');
    assert.equal(exit, 3, stderr);
    assert.match(stderr, /^Error: .*\nHint: It is busy .*\n$/);
    const unasked = await suture('interrupt', '--terminate');
    assert.deepEqual([unasked.exit, unasked.stdout], [2, '']);
    const forced = await suture('interrupt', '--terminate', '--yes');
    assert.equal(forced.exit, 0, forced.stderr);
    assert.match(forced.stderr, /^By force means: neither catch nor finally run.* It runs under a timer/);
    assert.equal(await price(), '42');
  });

  it('that was killed is explained by its pid', async () => {
    const gone = once(service, 'exit');
    service.kill('SIGKILL');
    await gone;
    const { exit, stderr } = await suture('status', '-t', 'orders');
    assert.equal(exit, 3);
    assert.match(stderr, new RegExp(`^Error: orders cannot be reached: process ${service.pid} is gone\\.\\n`));
    assert.deepEqual(await json('ls'), []);
  });
});

/** The socket is made beside the start of the application, not before it. */
async function reachable(seat: Seat): Promise<void> {
  await until(
    () => seat.json(['ls']),
    (agents) => (agents as unknown[]).length === 1,
  );
}

async function until(look: () => Promise<unknown>, seen: (answer: unknown) => boolean): Promise<unknown> {
  for (const end = Date.now() + 20_000; ; ) {
    const answer = await look();
    if (seen(answer)) return answer;
    if (Date.now() > end) throw new Error(`not seen in time: ${JSON.stringify(answer)}`);
  }
}
