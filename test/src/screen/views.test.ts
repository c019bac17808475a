import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import type { Patch } from '@suture/protocol/patch.js';
import { attach } from './attached.ts';
import { livePatch } from './opened.ts';

const patchOf = (number: number, given: Partial<Patch> = {}): Patch =>
  livePatch({
    id: `01JD${String(number).padStart(22, '0')}`,
    why: `reason ${number}`,
    record: { state: 'open', pullRequest: `https://forge.example.org/orders/pull/${number}` },
    ...given,
  });

test('the timeline of patches is full screen: newest on top, with everything about the marked one', async (t) => {
  const { pty, server } = await attach(t);
  server.patches = [patchOf(1, { state: 'rolledBack' }), patchOf(2)];
  pty.type(':patches\r');
  const rows = await pty.see(/patch {4}01JD0*2/);
  assert.equal(pty.modes.alternateScreen, true);
  assert.match(rows[2] ?? '', /^> \d{4}-\d\d-\d\d \d\d:\d\d  live {15} open #2 {5}On Call: reason 2$/);
  assert.match(rows[3] ?? '', /^  .* rolled back {8} open #1 {5}On Call: reason 1$/);
  assert.match(rows.at(-2) ?? '', /● attached │ orders pid 4711/);
  pty.type('j');
  await pty.see(/^> .*rolled back[\s\S]*patch {4}01JD0*1$/m);
  pty.type('q');
  await pty.see(
    (shown) => !pty.modes.alternateScreen && shown.filter((row) => row.includes('● attached')).length === 1,
  );
  pty.type('1 + 1\r');
  await pty.see(/^= 2 /m);
});

test('a patch is taken out of the timeline only after a question that is answered with y and Enter', async (t) => {
  const { pty, server } = await attach(t);
  server.patches = [patchOf(1)];
  pty.type(':patches\r');
  await pty.see(/live.*reason 1/);
  // The y of the same read was typed before the question could be read.
  pty.type('ry');
  await pty.see(/Take 01JD0*1 \(reason 1\) out of orders \(4711\)\? \[y\/N\]$/m);
  pty.type('\x1b[200~y\x1b[201~\r');
  await pty.see(/Nothing was changed/);
  pty.type('r');
  await pty.see(/\[y\/N\]$/m);
  pty.type('y\r');
  await pty.see(/is out; what ran before runs again/);
  await pty.see(/rolled back/);
  assert.equal(server.asked.filter(({ method }) => method === 'rollback').length, 1);
});

test('p gives a canary in the timeline to every call, after a question; what is none stays as it is', async (t) => {
  const { pty, server } = await attach(t);
  const figures = { calls: 0, errors: 0, meanMs: null, p50Ms: null, p99Ms: null };
  const gate = { name: 'errorRate' as const, value: null, limit: 0.05, baseline: null, broken: false };
  const canary = { state: 'running' as const, share: 0.2, old: figures, new: figures, whenThrew: 0, gate };
  server.patches = [patchOf(1), patchOf(2, { canary })];
  const asked = (): number => server.asked.filter(({ method }) => method === 'promote').length;
  pty.type(':patches\r');
  await pty.see(/reason 1/);
  pty.type('p');
  await pty.see(/Give 01JD0*2 \(reason 2\) to every call of orders \(4711\)\? \[y\/N\]$/m);
  pty.type('n\r');
  await pty.see(/Nothing was changed/);
  assert.equal(asked(), 0);
  pty.type('p');
  await pty.see(/\[y\/N\]$/m);
  pty.type('y\r');
  await pty.see(/Every call gets 01JD0*2 now\./);
  assert.equal(asked(), 1);
  pty.type('jp');
  await pty.see(/It is no canary: every call gets it, or none does\./);
  assert.equal(asked(), 1);
});

test('e gives a patch a longer lease, with a reason; one without a lease has none to extend', async (t) => {
  const { pty, server } = await attach(t);
  const lease = { record: { state: 'live' as const }, leaseEndsAt: new Date(Date.now() + 60_000).toISOString() };
  server.patches = [patchOf(1), patchOf(2, lease)];
  const asked = (): unknown[] => server.asked.filter(({ method }) => method === 'extend').map(({ params }) => params);
  pty.type(':patches\r');
  await pty.see(/live.*reason 1/);
  pty.type('e');
  await pty.see(/For how long may 01JD0*2 live without a record\? \(30m, 2h, 1d\) 30m/);
  pty.type('\x15soon\r');
  await pty.see(/Why does its record have to wait\?/);
  pty.type('the forge is down\r');
  await pty.see(/Give a time such as 90s, 30m, 2h or 1d/);
  pty.type('e');
  await pty.see(/For how long may/);
  pty.type('\x152h\r');
  await pty.see(/Why does its record have to wait\?/);
  pty.type('\r');
  await pty.see(/Nothing was changed: an extension needs a reason\./);
  assert.deepEqual(asked(), []);
  pty.type('e');
  await pty.see(/For how long may/);
  pty.type('\x152h\r');
  await pty.see(/Why does its record have to wait\?/);
  pty.type('the forge is down\r');
  await pty.see(/It may live without a record until (\d{4}-\d\d-\d\d )?\d\d:\d\d\./);
  const [params] = asked() as { id: string; ms: number; why: string }[];
  assert.deepEqual([params?.id, params?.ms, params?.why], [patchOf(2).id, 7_200_000, 'the forge is down']);
  pty.type('je');
  await pty.see(/It has no lease to extend\./);
});

test('a patch that somebody else loads shows in the open timeline, and so does a lost connection', async (t) => {
  const { pty, server } = await attach(t);
  pty.type(':patches\r');
  await pty.see(/No patches\./);
  server.patch(patchOf(7, { author: 'Second Seat <second@example.org>', record: { state: 'live' } }));
  await pty.see(/live.*Second Seat: reason 7/);
  await server.close();
  await pty.see(/◌ connection lost, try \d+ in/);
  assert.match(pty.rows.join('\n'), /Second Seat: reason 7/);
  server.patches = [patchOf(8)];
  await server.open();
  await pty.see(/● attached[\s\S]*/);
  await pty.see(/reason 8/);
});

test('rows are searched, scrolled, and the keys of the view are shown from its table', async (t) => {
  const { pty, server } = await attach(t);
  server.patches = Array.from({ length: 60 }, (_, index) => patchOf(index + 1));
  pty.type(':patches\r');
  await pty.see(/reason 60/);
  pty.type('/reason 7\r');
  await pty.see(/^> .*reason 7$/m);
  pty.type('nN');
  await pty.see(/^> .*reason 7$/m);
  pty.type('G');
  await pty.see(/^> .*reason 1$/m);
  pty.type('/nowhere\r');
  await pty.see(/"nowhere" is not in here/);
  pty.type('\x1b');
  await pty.see((rows) => !(rows[0] ?? '').includes('/nowhere'));
  pty.type('?');
  await pty.see(/keys of: patches[\s\S]*r {13}roll back; asks[\s\S]*q Esc {9}back/);
  // What opened it closes it: there are no keys of the keys.
  pty.type('?');
  await pty.see(/^> .*reason 1$/m);
  pty.type('?');
  await pty.see(/keys of: patches/);
  pty.type('q');
  await pty.see(/^> .*reason 1$/m);
});

test('text of the process cannot drive the terminal from a view', async (t) => {
  const { pty, server } = await attach(t);
  server.patches = [patchOf(1, { why: 'a\u001b]0;owned\u0007\u202eb', author: '\u001b[2J <x>' })];
  pty.type(':patches\r');
  await pty.see(/a\\x1b\]0;owned\\x07\\u202eb/);
  assert.equal(pty.output.includes('\x1b]0;'), false);
});

for (const [columns, rows] of [
  [20, 24],
  [100, 1],
  [20, 2],
  [300, 3],
] as const) {
  test(`a view fits a terminal of ${columns} columns and ${rows} rows, which it becomes while the view is open`, async (t) => {
    const { pty, server } = await attach(t);
    server.patches = [patchOf(1), patchOf(2)];
    pty.type(':patches\r');
    await pty.see(/reason 2/);
    pty.resize(columns, rows);
    await pty.see(
      (shown) =>
        shown.length <= rows &&
        shown.every((row) => row.length < columns) &&
        (rows === 1 ? shown[0] : shown.at(rows < 6 ? -1 : -2))?.startsWith(' ● attached') === true,
    );
    pty.type('r');
    await pty.see(/\[y\/N\]$/m);
    pty.type('\x03');
    await pty.see((shown) => !shown.join('\n').includes('[y/N]'));
    pty.resize(100, 24);
    await pty.see(/patch {4}01JD0*2/);
    pty.type('q');
    await pty.see(() => !pty.modes.alternateScreen);
    await pty.see((shown) => shown.filter((row) => row.includes('● attached')).length === 1);
  });
}

for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  test(`${signal} in a view leaves a sane terminal`, async (t) => {
    const { pty } = await attach(t, { wrapped: true });
    pty.type(':patches\r');
    await pty.see(/No patches\./);
    const child = execFileSync('pgrep', ['-P', String(pty.pid)], { encoding: 'utf8' }).trim();
    process.kill(Number(child), signal);
    const shown = await pty.see(new RegExp(`code ${code}[\\s\\S]*echoctl`));
    assert.match(shown.join('\n'), /[^-]icanon[\s\S]*[^-]echo /);
    assert.deepEqual(pty.modes, { bracketedPaste: false, alternateScreen: false });
  });
}

test('^Z in a view gives the terminal back, and going on draws the view again', async (t) => {
  const { pty } = await attach(t);
  pty.type(':patches\r');
  await pty.see(/No patches\./);
  pty.type('\x1a');
  const stopped = (): boolean =>
    execFileSync('ps', ['-o', 'stat=', '-p', String(pty.pid)], { encoding: 'utf8' }).startsWith('T');
  await pty.see(() => !pty.modes.alternateScreen && stopped());
  process.kill(pty.pid, 'SIGCONT');
  await pty.see(/No patches\./);
  assert.equal(pty.modes.alternateScreen, true);
  pty.type('q');
  await pty.see(() => !pty.modes.alternateScreen);
});

test('a moved mark costs at most 400 bytes', async (t) => {
  const { pty, server } = await attach(t);
  server.patches = [patchOf(1), patchOf(2), patchOf(3)];
  pty.type(':patches\r');
  await pty.see(/reason 1/);
  for (const [key, number] of [
    ['j', 2],
    ['j', 1],
    ['k', 2],
  ] as const) {
    const before = pty.output.length;
    pty.type(key);
    await pty.see(new RegExp(`^> .*reason ${number}$`, 'm'));
    assert.ok(Buffer.byteLength(pty.output.slice(before)) <= 400, pty.output.slice(before));
  }
});
