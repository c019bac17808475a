import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ModuleEdit } from '@suture/protocol/plan.js';
import { ulid } from 'ulid';
import { nowhere } from '../patient/load-edit.ts';
import { edit } from './edit.ts';
import { listed, TestShell, until } from './host.ts';
import { cardsOf, startPool } from './pool.ts';

const edited = (shell: TestShell): Promise<ModuleEdit> => edit(shell, 'price.js', 'n * 2', 'n * 3');

test('each worker thread is a target of its own, told by its script and its number', async (t) => {
  const { running, shells, cards } = await startPool(t);
  const greetings = await Promise.all(shells.map((shell) => shell.get('greet', {})));
  const numbers = cards.map(({ thread }) => thread);
  assert.equal(numbers[0], undefined);
  assert.deepEqual(
    greetings.map(({ name, pid, script, thread }) => ({ name, pid, script, thread })),
    ['main.js', 'worker.js', 'worker.js'].map((script, index) => ({
      name: 'pool',
      pid: running.child.pid,
      script,
      thread: numbers[index],
    })),
  );
  const [, worker] = shells;
  assert.deepEqual((await worker?.get('modules', {}))?.map(({ path }) => path).sort(), ['price.js', 'worker.js']);
});

test('a patch is loaded into one thread; the plan names the others, and it can be rolled back', async (t) => {
  const { running, shells, cards, stateDir } = await startPool(t);
  const [main, first] = shells;
  assert.ok(main && first);
  const edit = await edited(first);
  const planned = await first.get('plan', { modules: [edit] });
  assert.equal(planned.applicable, true);
  const { pid } = running.child;
  assert.deepEqual(
    planned.modules.flatMap(({ warnings }) => warnings.map(({ reason }) => reason)),
    [
      `The same module runs in the main thread (target ${pid}), worker thread ${cards[2]?.thread} (target ${pid}/${cards[2]?.thread}) ` +
        'and keeps its code there: patch it there as well.',
    ],
  );

  const id = ulid();
  assert.equal((await first.get('load', { id, modules: [edit], origin: nowhere })).state, 'live');
  running.child.stdin?.write('ask 0\n');
  await running.printed('stdout', 'thread 300');
  running.child.stdin?.write('ask 1\nmain\n');
  await running.printed('stdout', 'thread 200');
  await running.printed('stdout', 'main 200');
  assert.deepEqual(await first.get('restart', {}), [
    { id, outcome: 'lost', why: 'it has no record that others can see' },
  ]);
  assert.deepEqual(await main.get('patches', {}), []);

  // Who patches the main thread as well is not told of the thread that runs the same.
  const again = await main.get('plan', { modules: [await edited(main)] });
  const told = again.modules.flatMap(({ warnings }) => warnings.map(({ reason }) => reason)).join();
  assert.match(told, new RegExp(`^The same module runs in worker thread ${cards[2]?.thread} `));
  assert.doesNotMatch(told, new RegExp(`thread ${cards[1]?.thread} `));

  await first.get('rollback', { id, by: nowhere.author, why: 'enough' });
  running.child.stdin?.write('ask 0\n');
  await until(
    () => running.stdout.split('thread 200').length === 3,
    () => `the first body; got ${running.stdout}`,
  );
  assert.equal(listed(join(stateDir, 'pool')).filter((name) => name.endsWith('.jsonl')).length, 1);
  assert.equal(running.stderr, '');
});

test('a recorded patch of a thread is applied again in each thread of the same file that starts, until it is rolled back', async (t) => {
  const { running, runDir, shells } = await startPool(t);
  const [main, first] = shells;
  assert.ok(main && first);
  const id = ulid();
  const edit = await edited(first);
  await first.get('load', { id, modules: [edit], origin: nowhere });
  await first.get('record', { id, record: { state: 'open', branch: 'suture/three' } });
  assert.deepEqual(
    (await first.get('restart', {})).map(({ outcome }) => outcome),
    ['reapplied'],
  );
  const threads = (): number[] => cardsOf(runDir).flatMap(({ thread }) => thread ?? []);
  const before = threads();
  running.child.stdin?.write('kill 0\nkill 1\nstart\n');
  await until(
    () => threads().length === 1 && !before.includes(threads()[0] ?? 0),
    () => `the new thread alone; there are ${listed(runDir).join()}`,
  );
  running.child.stdin?.write('ask 2\nmain\n');
  await running.printed('stdout', 'thread 300');
  await running.printed('stdout', 'main 200');

  const anew = await TestShell.attach(cardsOf(runDir).at(-1)?.socket ?? '');
  t.after(() => anew.close());
  assert.deepEqual(
    (await anew.get('patches', {})).map(({ id: known, state, reapplied }) => [known, state, reapplied]),
    [[id, 'live', true]],
  );
  assert.deepEqual(await main.get('patches', {}), []);
  await anew.get('rollback', { id, by: nowhere.author, why: 'enough' });
  running.child.stdin?.write('ask 2\nstart\nask 3\n');
  await until(
    () => running.stdout.split('thread 200').length === 3,
    () => `the first body in both; got ${running.stdout}`,
  );
  assert.equal(running.stderr, '');
});

test('a recorded patch of a thread that does not fit any more is said once', async (t) => {
  const { running, runDir, shells, folder } = await startPool(t);
  const [, first] = shells;
  assert.ok(first);
  const id = ulid();
  await first.get('load', { id, modules: [await edited(first)], origin: nowhere });
  await first.get('record', { id, record: { state: 'open', branch: 'suture/three' } });
  writeFileSync(join(folder, 'price.js'), 'export function price(n) {\n  return n * 5;\n}\n');
  const threads = (): number[] => cardsOf(runDir).flatMap(({ thread }) => thread ?? []);
  const before = threads();
  running.child.stdin?.write('kill 0\nkill 1\nstart\nstart\nask 2\nask 3\n');
  const newest = async (): Promise<string[]> => {
    const shell = await TestShell.attach(cardsOf(runDir).at(-1)?.socket ?? '');
    const states = (await shell.get('patches', {})).map(({ state }) => state);
    shell.close();
    return states;
  };
  await until(
    // The cards of threads that end are there for a moment longer.
    () =>
      running.stdout.split('thread 500').length === 3 && threads().filter((one) => !before.includes(one)).length === 2,
    () => `two new threads; there are ${listed(runDir).join()}, printed was ${running.stdout}`,
  );
  assert.deepEqual(await newest(), ['retired']);
  assert.match(running.stderr, new RegExp(`^suture: patch ${id}.* is not applied again: .*\\n$`));
});

test('calls in a worker thread are watched there', async (t) => {
  const { running, shells } = await startPool(t);
  const [, , second] = shells;
  assert.ok(second);
  await second.get('watch', { module: 'price.js', function: 'price', count: 1, forMs: 60_000, perSecond: 10 });
  running.child.stdin?.write('ask 0\nask 1\n');
  const isCall = ({ event }: { event: string }): boolean => event === 'call';
  await until(
    () => second.events.some(isCall),
    () => `a call; got ${JSON.stringify(second.events)}`,
  );
  assert.match(JSON.stringify(second.events.find(isCall)?.data), /"200"/);
});

test('a worker thread that is busy is named so, and the main thread is not taken for it', async (t) => {
  const { running, shells, cards } = await startPool(t);
  const [main, first] = shells;
  assert.ok(main && first);
  running.child.stdin?.write('spin 0\n');
  await running.printed('stdout', 'thread spins');
  const { error } = await first.ask('handles', {});
  assert.deepEqual(error, { code: 'target_busy', message: `Worker thread ${cards[1]?.thread} does not answer.` });
  running.child.stdin?.write('main\n');
  await running.printed('stdout', 'main 200');
  assert.equal((await main.get('status', {})).stuckMs, 0);
  assert.ok((await first.get('status', {})).stuckMs > 0);
});

test('a thread is gone from the run folder when it ends, however that happens', async (t) => {
  const { running, runDir, shells } = await startPool(t);
  const [, first] = shells;
  assert.ok(first);
  // A lease that runs, and a watch: neither outlives the thread, nor says a word.
  await first.get('load', { id: ulid(), modules: [await edited(first)], origin: nowhere });
  await first.get('watch', { module: 'price.js', function: 'price', count: 1, forMs: 60_000, perSecond: 10 });
  const targets = (count: number): Promise<void> =>
    until(
      () => listed(runDir).filter((name) => !name.startsWith('.')).length === count * 2,
      () => `${count} targets; there are ${listed(runDir).join()}`,
    );
  running.child.stdin?.write('kill 0\n');
  await targets(2);
  running.child.stdin?.write('end 1\n');
  await targets(1);
  running.child.stdin?.write('exit\n');
  assert.equal((await running.ended()).stderr, '');
  assert.deepEqual(listed(runDir), []);
});

test('a process that exits takes the sockets of its worker threads with it', async (t) => {
  const { running, runDir } = await startPool(t);
  running.child.stdin?.write('exit\n');
  assert.equal((await running.ended()).code, 0);
  assert.deepEqual(listed(runDir), []);
});
