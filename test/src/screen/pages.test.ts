import assert from 'node:assert/strict';
import { test } from 'node:test';
import { besideHunks, readHunks } from '../../../shell/dist/screen/full/change/hunks.js';
import { changeKeys } from '../../../shell/dist/screen/full/change/change-keys.js';
import type { ChangeState } from '../../../shell/dist/screen/full/change/change-state.js';
import { PageSink } from '../../../shell/dist/screen/full/page-sink.js';
import { attach } from './attached.ts';
import { livePatch } from './opened.ts';

test('a terminal that takes nothing gets one write, then the newest page alone', () => {
  const written: string[] = [];
  const taken: (() => void)[] = [];
  const sink = new PageSink((text, done) => {
    written.push(text);
    taken.push(done);
  });
  for (let page = 0; page < 100; page += 1) sink.draw([`page ${page}`, 'foot']);
  assert.equal(written.length, 1);
  taken.shift()?.();
  assert.equal(written.length, 2);
  assert.equal(written[1], '\x1b[1;1Hpage 99\x1b[K');
});

test('what an edit does stands beside the hunk that causes it, a refusal with its line', () => {
  const hunks = readHunks(
    [
      '--- a/src/a.ts',
      '+++ b/src/a.ts',
      '@@ -10,2 +10,2 @@',
      ' one',
      '--- minus',
      '+++ plus',
      '@@ -40 +40,2 @@',
      ' two',
      '+x',
    ].join('\n'),
  );
  assert.deepEqual(
    hunks.map(({ path, from, to, lines }) => [path, from, to, lines.length]),
    [
      ['src/a.ts', 10, 11, 3],
      ['src/a.ts', 40, 41, 2],
    ],
  );
  const place = { path: 'src/a.ts' };
  const change = { ...place, kind: 'body' as const, function: 'f', line: 5 };
  const plan = {
    applicable: false,
    modules: [
      {
        ...place,
        url: 'file:///a.js',
        version: 0,
        changes: [change, { ...place, kind: 'rebound' as const, function: 'g', line: 30 }],
        refusals: [{ ...place, function: 'h', line: 41, reason: 'No.' }],
        warnings: [],
      },
    ],
  };
  const use = { kind: 'call' as const, function: 'main', path: 'src/b.ts', line: 3 };
  const underway = { known: 'none' as const, versions: [], canBeFollowed: false };
  const told = { changes: new Map([[change, { uses: [use], moreUses: 0, underway }]]), unsearched: 0 };
  const { read, elsewhere } = besideHunks(hunks, plan, told);
  assert.deepEqual(
    read.flatMap(({ consequences }) => consequences.map(({ details }) => details)),
    [['called from main (src/b.ts:3)', 'in flight: none, each call ends before a patch comes in'], []],
  );
  assert.deepEqual(
    read.map(({ consequences }) => consequences.map(({ function: name }) => name)),
    [['f'], ['h']],
  );
  assert.deepEqual(
    elsewhere.map(({ function: name }) => name),
    ['g'],
  );
});

test('what is refused for some calls can be asked for again for all of them', () => {
  const refusals = [{ path: 'a.js', function: 'rate', line: 1, reason: 'A canary changes bodies.' }];
  const modules = [{ path: 'a.js', url: 'file:///a.js', version: 0, changes: [], refusals, warnings: [] }];
  const planned = { plan: { applicable: false, modules }, edit: { types: { ok: true, diagnostics: [] } } };
  const state = (tryout: object): ChangeState =>
    ({ phase: { is: 'planned', planned }, tryout, told: { changes: new Map() }, seen: [], adds: [] }) as never;
  const keys = (tryout: object): string[] => changeKeys(state(tryout)).map(({ shown }) => shown);
  assert.deepEqual(keys({ canary: { share: 0.05 } }), ['c', ']', '[', 'R']);
  assert.deepEqual(keys({}), [']', '[', 'R']);
});

test('with NO_COLOR a view is not coloured, and the mark is a character', async (t) => {
  const { pty, server } = await attach(t, { env: { NO_COLOR: '1' } });
  server.patches = [livePatch()];
  pty.type(':patches\r');
  await pty.see(/^> .*too dear$/m);
  assert.equal(/\x1b\[[0-9;]*[1-9][0-9;]*m/.test(pty.output), false);
});
