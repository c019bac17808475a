import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, expectDone } from './build.ts';
import type { Children, Ended } from './children.ts';
import { type Counts, Load, since } from './load.ts';
import type { Pace } from './pace.ts';
import { type Service, startArguments, startAttachable } from './service.ts';
import type { Stage } from './stage.ts';
import { runAndTell, tell, tellCommand, tellCounts, tellStep } from './tell.ts';

const main = fileURLToPath(new URL('../main.js', import.meta.url));
const edited = 'src/pricing.ts';
const why = 'Orders with a voucher of last season fail';
const broken = '  return Math.round((net * vouchers[order.voucher].percent) / 100);\n';
const repaired =
  '  const percent = vouchers[order.voucher]?.percent ?? 0;\n  return Math.round((net * percent) / 100);\n';
const sampleRequests = 150;

/** The steps of the demo, one after the other. */
export async function journey(stage: Stage, children: Children, pace: Pace): Promise<void> {
  const suture = (typed: string, args: readonly string[]): Promise<Ended> =>
    runAndTell(children, stage, `suture ${typed}`, process.execPath, [main, ...args]);
  const git = (typed: string, args: readonly string[]): Promise<Ended> =>
    runAndTell(children, stage, `git ${typed}`, 'git', args);

  tellStep(1, 'A service, as it was deployed');
  await build(stage, children);
  tellCommand(`node ${startArguments.join(' ')}`);
  const service = await startAttachable(children, stage);
  tell(`orders runs as pid ${service.pid} on ${service.address}: Fastify, a WebSocket feed, an order book in memory.`);
  const load = new Load(service.address);
  try {
    await load.open();
    const before = await load.next(sampleRequests);
    tellCounts(before);
    await pace.next();

    tellStep(2, 'Somebody is woken up: some orders fail');
    tell(stackOf(service));
    expectDone(await suture('ls', ['ls']), 'ls');
    expectDone(await suture('status', ['status']), 'status');
    await pace.next();

    tellStep(3, 'Look inside, without touching anything');
    const typed = "eval 'Object.keys(vouchers)' --module dist/pricing.js";
    expectDone(await suture(typed, ['eval', 'Object.keys(vouchers)', '--module', 'dist/pricing.js']), 'eval');
    tell('\nThe customers still send SUMMER25, and it is not in the table any more.');
    await pace.next();

    tellStep(4, 'Edit the source');
    await repair(stage);
    await git('diff', ['--no-pager', 'diff', '--no-color']);
    await pace.next();

    tellStep(5, 'See what the edit would do to the process');
    expectDone(await suture(`plan ${edited}`, ['plan', edited]), 'plan');
    await pace.next();

    tellStep(6, 'Load it: no restart, no dropped connection, and the record is made in the same breath');
    expectDone(await suture(`patch ${edited} -m "${why}" --yes`, ['patch', edited, '-m', why, '--yes']), 'patch');
    await pace.next();

    tellStep(7, 'Before and after');
    const after = await load.next(sampleRequests);
    tell('before:');
    tellCounts(before);
    tell('after:');
    tellCounts(after);
    tell(`\nThe same process, pid ${service.pid}, and the orders that it took before are in its book:`);
    const size = ['eval', 'book.size', '--module', 'dist/server.js'];
    expectDone(await suture(size.join(' '), size), 'eval');
    expectDone(await suture('patches', ['patches']), 'patches');
    await pace.next();

    tellStep(8, 'The record: a branch on the remote, with this very diff');
    const branch = await recordedBranch(stage, children);
    await git('-C orders.git log --oneline --all', [
      '-C',
      stage.remote,
      '--no-pager',
      'log',
      '--no-color',
      '--oneline',
      '--all',
    ]);
    await git(`-C orders.git show ${branch}`, [
      '-C',
      stage.remote,
      '--no-pager',
      'show',
      '--no-color',
      '--stat',
      '--patch',
      branch,
    ]);
    await pace.next();

    tellStep(9, 'May this process be restarted?');
    const drift = await suture('drift', ['drift']);
    if (drift.code !== 0 && drift.code !== 1) expectDone(drift, 'drift');

    tellStep(10, 'All in all');
    const total = since({ requests: 0, bug: 0, failed: 0, dropped: 0, messages: 0 }, load.counts);
    tellCounts(total);
    expectUnharmed(before, after, total, service);
    tell('\nThe bug is gone from the process and recorded in git.');
    await load.close();
  } finally {
    load.abort();
  }
}

async function repair(stage: Stage): Promise<void> {
  const path = join(stage.checkout, edited);
  const text = await readFile(path, 'utf8');
  if (!text.includes(broken)) throw new Error(`${edited} does not hold the line that the demo repairs`);
  await writeFile(path, text.replace(broken, repaired));
}

function stackOf(service: Service): string {
  const stack = service.lastError();
  if (stack === undefined) throw new Error('the service has logged no error');
  const [message = '', ...frames] = stack.split('\n');
  const own = frames.filter((frame) => !frame.includes('node_modules') && !frame.includes('node:'));
  return `The newest error in its log:\n\n  ${[message, ...own].join('\n  ')}`;
}

/** The one branch of the remote that is not `main`. */
async function recordedBranch(stage: Stage, children: Children): Promise<string> {
  const listed = await children.run('git', ['for-each-ref', '--format=%(refname:short)', 'refs/heads'], {
    cwd: stage.remote,
    env: stage.env,
  });
  const [branch] = listed.stdout.split('\n').filter((name) => name !== '' && name !== 'main');
  if (branch === undefined) throw new Error('the remote has no branch with the record of the patch');
  return branch;
}

function expectUnharmed(before: Counts, after: Counts, total: Counts, service: Service): void {
  const findings = [
    ...(service.ended() === undefined ? [] : [`the service ended (${service.ended()})`]),
    ...(before.bug > 0 ? [] : ['the bug did not show before the patch']),
    ...(after.bug === 0 ? [] : [`${after.bug} orders still failed after the patch`]),
    ...(total.failed === 0 ? [] : [`${total.failed} requests failed that have nothing to do with the bug`]),
    ...(total.dropped === 0 ? [] : [`${total.dropped} WebSocket connections were dropped`]),
  ];
  if (findings.length > 0) throw new Error(findings.join('; '));
}
