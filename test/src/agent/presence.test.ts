import assert from 'node:assert/strict';
import test from 'node:test';
import type { Present } from '@suture/protocol/presence.js';
import { startHost, TestShell, until } from './host.ts';

const ana = { name: 'Ana', email: 'ana@example.com' };

/** What a shell was told last of who is there, without the moments. */
function lastTold({ events }: TestShell): unknown {
  const told = events.filter(({ event }) => event === 'presence').at(-1)?.data as { present: Present[] } | undefined;
  return told?.present.map(({ seat, who, doing, you }) => ({ seat, who: who?.name, doing, you }));
}

test('everybody attached sees who else is, what they are about to do, and that they have gone', async (t) => {
  const { shell: first, socket } = await startHost(t, { 'app.mjs': 'setInterval(() => {}, 1000);\n' }, ['app.mjs']);
  const second = await TestShell.attach(socket);
  const { seat } = await second.get('present', { who: null, doing: null });
  const nobody = (await first.get('who', {})).map(({ who, doing, you }) => ({ who, doing, you }));
  assert.deepEqual(nobody, [
    { who: null, doing: null, you: true },
    { who: null, doing: null, you: false },
  ]);

  const doing = { what: 'edits' as const, of: ['app.mjs'] };
  const mine = await first.get('present', { who: ana, doing });
  assert.notEqual(mine.seat, seat);
  const told = { seat: mine.seat, who: 'Ana', doing };
  const silent = { seat, who: undefined, doing: null };
  await until(
    () => JSON.stringify(lastTold(second))?.includes('edits') === true,
    () => 'the second shell to be told of the edit',
  );
  assert.deepEqual(lastTold(second), [
    { ...told, you: false },
    { ...silent, you: true },
  ]);
  assert.deepEqual(lastTold(first), [
    { ...told, you: true },
    { ...silent, you: false },
  ]);

  await first.get('present', { who: ana, doing: null });
  assert.equal((await second.get('who', {}))[0]?.doing, null);

  second.close();
  await until(
    () => (lastTold(first) as unknown[]).length === 1,
    () => 'the first shell to be told that the second has gone',
  );
  assert.deepEqual(
    (await first.get('who', {})).map((one) => one.seat),
    [mine.seat],
  );
});
