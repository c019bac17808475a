import assert from 'node:assert/strict';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { refusalOf } from '../../../shell/dist/change/plan-edit.js';
import { takeDesk } from './desk.ts';
import { places } from '../patient/places.ts';
import type { Seat } from './seat.ts';
import type { StandIn } from './stand-in.ts';
import type { Memory, Workplace } from './workplace.ts';

describe('plan and patch', () => {
  let seat: Seat;
  let place: Workplace;
  let memory: Memory;
  let agent: StandIn;
  beforeEach(async () => {
    ({ seat, place, memory, agent } = await takeDesk());
  });
  afterEach(() => seat.leave());

  const suture = (...words: string[]): ReturnType<Seat['suture']> => seat.suture(words, { cwd: place.checkout });
  const json = (...words: string[]): Promise<unknown> => seat.json(words, { cwd: place.checkout });
  const refuse = (): void => {
    const about = { path: 'app.js', url: memory.url, version: 0, changes: [] };
    const refusal = { function: 'price', line: 2, reason: 'It stands in the way.' };
    const warning = { function: 'price', line: 1, reason: 'It should be known.' };
    const plan = { applicable: false, modules: [{ ...about, refusals: [refusal], warnings: [warning] }] };
    agent.handlers = { ...memory.handlers, plan: () => ({ result: plan }) };
  };

  it('plan says what each change does and where it stands in the repository; nothing is loaded', async () => {
    assert.deepEqual(await suture('plan', 'app.js'), {
      exit: 0,
      stdout: [
        'app.js',
        '  body  price  app.js:2',
        '',
        'types: nothing new to complain about',
        '',
        'It can be loaded.',
        '',
      ].join('\n'),
      stderr: '',
    });
    const plan = (await json('plan')) as { applicable: boolean; modules: unknown[]; types: unknown };
    assert.deepEqual(plan.modules, [
      {
        path: 'app.js',
        url: memory.url,
        version: 0,
        changes: [{ kind: 'body', function: 'price', line: 2, path: 'app.js' }],
        refusals: [],
        warnings: [],
      },
    ]);
    assert.deepEqual(plan.types, { ok: true, diagnostics: [] });
    assert.ok(!agent.methods.includes('load'));
  });

  it('a plan that is refused is exit 1, with reason and line, in text and JSON', async () => {
    refuse();
    const { exit, stdout, stderr } = await suture('plan');
    assert.equal(exit, 1);
    assert.match(
      stdout,
      /^ {2}refused {2}price {2}app\.js:2 {2}It stands in the way\.\n {2}warning {2}price {2}app\.js:1 /m,
    );
    assert.match(stdout, /It cannot be loaded into the running process\.\n$/);
    assert.match(stderr, /^Error: The edit cannot be loaded: app\.js:2: It stands in the way\.\nHint: .+\n$/);
    assert.equal(((await json('plan')) as { applicable: boolean }).applicable, false);
  });

  it('patch loads and records; its result is one document', async () => {
    const before = await place.fingerprint();
    const { plan, ...result } = (await json('patch', '--yes', '-m', 'it was too cheap')) as {
      id: string;
      record: { branch: string };
      plan: { modules: { changes: { function: string }[] }[] };
    };
    assert.deepEqual(
      plan.modules.flatMap(({ changes }) => changes.map(({ function: name }) => name)),
      ['price'],
    );
    assert.deepEqual(result, {
      id: memory.patches[0]?.id,
      state: 'live',
      functions: 1,
      pauseMs: 0.02,
      record: memory.patches[0]?.record,
    });
    assert.equal(memory.patches[0]?.record.state, 'open');
    assert.deepEqual(await place.branches(), [result.record.branch]);
    assert.equal(memory.patches[0]?.why, 'it was too cheap');
    assert.equal(memory.patches[0]?.author, 'Ada <ada@example.org>');
    assert.equal(await place.fingerprint(), before);
  });

  it('patch shows plan, diff and where the record is', async () => {
    const { exit, stdout, stderr } = await suture('patch', 'app.js', '--yes', '-m', 'it was too cheap');
    assert.deepEqual({ exit, stderr }, { exit: 0, stderr: '' });
    assert.match(
      stdout,
      /It can be loaded\.\n\n[^]*\n-  return n \* 2;\n\+  return n \* 3;\n[^]*Live in orders: 1 function, held for 0\.02 ms\.\n/,
    );
    assert.match(stdout, /\nbranch {8}suture\/.+\ncommit {8}[0-9a-f]{40}\npull request {2}.+\n$/);
  });

  it('patch puts what --evidence names into the request, and refuses what it cannot read before anything is done', async () => {
    const words = ['patch', 'app.js', '-m', 'it was too cheap', '--yes', '--evidence'];
    const missing = await seat.suture([...words, 'none.txt'], { cwd: place.checkout });
    assert.equal(missing.exit, 2);
    assert.match(missing.stderr, /^Error: The evidence none\.txt cannot be read: .+\nHint: .+Nothing was changed\.\n$/);
    const seen = join(seat.home, 'seen.txt');
    await writeFile(seen, 'price(2) -> 4 password="hunter2hunter2"\n');
    const done = (await seat.json([...words, seen], { cwd: place.checkout })) as { record: { pullRequest: string } };
    const text = await readFile(new URL('README.md', done.record.pullRequest), 'utf8');
    assert.match(text, /## Evidence\n/);
    assert.match(text, /`seen\.txt`:\n\n```text\nprice\(2\) -> 4 password="\[redacted\]"\n```/);
  });

  it('patch takes the edit from a diff, also from standard input, and leaves the working tree alone', async () => {
    const diff = join(seat.home, 'fix.diff');
    await writeFile(diff, Buffer.from(place.origin.diff, 'base64'));
    await seat.program('git', ['checkout', '--quiet', 'app.js'], place.checkout);
    assert.equal((await suture('patch', '--diff', diff, '--yes', '-m', 'why')).exit, 0);
    assert.equal((await place.branches()).length, 1);
    assert.equal(await seat.program('git', ['status', '--porcelain'], place.checkout), '');
  });

  it('patch of a refused plan is exit 1 and loads nothing; JSON says why', async () => {
    refuse();
    const { exit, stderr } = await suture('patch', '--yes', '-m', 'why');
    assert.equal(exit, 1);
    assert.match(stderr, /^Error: The edit cannot be loaded: .*\nHint: .+\n$/);
    const told = (await json('patch', '--yes', '-m', 'why')) as {
      error: { code: string };
      plan: { applicable: boolean };
    };
    assert.equal(told.error.code, 'plan_refused');
    assert.equal(told.plan.applicable, false);
    assert.ok(!agent.methods.includes('load'));
    assert.deepEqual(await json('outbox'), []);
  });

  it('an edit that the types refuse is loaded only with --no-types', () => {
    const diagnostic = { path: 'app.ts', line: 3, column: 1, code: 'TS2345', message: 'It does not fit.' };
    const { planned } = place;
    const edit = { ...planned.edit, types: { ok: false, diagnostics: [diagnostic] } };
    const refusal = refusalOf({ ...planned, edit }, false);
    assert.deepEqual(
      [refusal?.code, refusal?.exit, refusal?.message],
      ['types_refused', 'no', 'The edit does not fit the types: app.ts:3: TS2345 It does not fit.'],
    );
    assert.equal(refusalOf({ ...planned, edit }, true), undefined);
    assert.equal(refusalOf(planned, false), undefined);
  });

  it('a patch whose record cannot land is live with exit 5, and the text says what finishes it', async () => {
    await rename(place.remote, `${place.remote}.away`);
    const { exit, stdout, stderr } = await suture('patch', '--yes', '-m', 'why');
    assert.equal(exit, 5);
    assert.match(stdout, /Live in orders/);
    assert.match(stdout, /\nrecord {8}waiting until \d\d:\d\d\n/);
    assert.match(
      stderr,
      /^Error: The patch is live, but its record has not landed: .*\nHint: .*suture outbox --retry.*\n$/,
    );
    const second = await suture('patch', '--yes', '-m', 'again', '--json');
    assert.match(second.stderr, /^Note: orders runs without a record: 0/);
    const told = JSON.parse(second.stdout) as { error: { code: string }; state: string; record: { state: string } };
    assert.deepEqual([told.error.code, told.state], ['not_recorded', 'live']);

    await rename(`${place.remote}.away`, place.remote);
    const rows = (await json('outbox', '--retry')) as { state: string }[];
    assert.deepEqual(
      rows.map(({ state }) => state),
      ['open', 'open'],
    );
    assert.deepEqual(
      memory.patches.map(({ record }) => record.state),
      ['open', 'open'],
    );
  });

  it('a reader that goes away early does not stop a patch on its way', async () => {
    const words = [process.execPath, places.shell, 'patch', '--yes', '-m', 'why'].map((word) => `'${word}'`).join(' ');
    await seat.program('sh', ['-c', `${words} | true`], place.checkout);
    assert.equal(memory.patches[0]?.record.state, 'open');
  });

  it('a target that dies in mid-patch is exit 6', async () => {
    agent.handlers = { ...memory.handlers, load: () => agent.die().then(() => 'silence' as const) };
    const { exit, stderr } = await suture('patch', '--yes', '-m', 'why');
    assert.equal(exit, 6);
    assert.match(stderr, /^Error: It is not known whether orders \(4121\) loaded 0.*\nHint: .*\n$/);
  });

  it('drift is exit 0 while all is the same, and exit 1 with a line for each finding', async () => {
    const edited = await suture('drift');
    assert.equal(edited.exit, 1, edited.stderr);
    assert.match(edited.stdout, /^orders \(4121\): app\.js: differs-on-disk\nSafe to restart: /);
    await seat.program('git', ['checkout', '--quiet', 'app.js'], place.checkout);
    assert.deepEqual(await suture('drift'), {
      exit: 0,
      stdout: 'orders (4121): no drift in 1 module\nSafe to restart: yes, nothing would be lost.\n',
      stderr: '',
    });
    assert.deepEqual(await json('drift'), {
      patches: [],
      clean: true,
      restartSafe: true,
      modules: [{ path: 'app.js', state: 'same', branch: 'same' }],
    });
  });

  it('a conflict is exit 1', async () => {
    agent.handlers = {
      ...memory.handlers,
      load: () => ({ error: { code: 'conflict', message: 'It was patched since.' } }),
    };
    assert.equal((await suture('patch', '--yes', '-m', 'why')).exit, 1);
    assert.deepEqual(await json('outbox'), []);
  });
});
