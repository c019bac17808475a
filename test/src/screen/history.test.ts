import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { HistoryFile, historyPath } from '../../../shell/dist/screen/history-file.js';
import { attach } from './attached.ts';
import { prompt } from './opened.ts';

function pathIn(t: TestContext, service = 'orders'): string {
  const folder = mkdtempSync(join(tmpdir(), 'suture-history-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return historyPath({ XDG_STATE_HOME: folder }, service);
}

test('lines are kept for the next shell, each once, readable by their user alone', (t) => {
  const path = pathIn(t);
  const history = new HistoryFile(path);
  for (const line of ['one', 'two\nrows', 'one', ' with a blank before it']) history.add(line);
  assert.deepEqual(new HistoryFile(path).read(), ['two\nrows', 'one']);
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('a history that is damaged, too open, or cannot be written never hurts', (t) => {
  const path = pathIn(t);
  const history = new HistoryFile(path);
  assert.deepEqual(history.read(), []);
  history.add('before');
  appendFileSync(path, '{"text": 5}\nnot json\n{"text":"torn');
  chmodSync(path, 0o644);
  assert.deepEqual(history.read(), ['before']);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const folder = new HistoryFile(path.replace('orders.jsonl', ''));
  folder.add('nowhere');
  assert.deepEqual(folder.read(), []);
});

test('a history that has grown large is written anew with its last lines', (t) => {
  const path = pathIn(t);
  const history = new HistoryFile(path);
  history.add('first');
  const rows = Array.from({ length: 20_000 }, (_, index) =>
    JSON.stringify({ text: `line ${index} ${'x'.repeat(50)}` }),
  );
  writeFileSync(path, `${rows.join('\n')}\n`);
  assert.equal(history.read().length, 1_000);
  assert.equal(readFileSync(path, 'utf8').split('\n').length, 1_001);
  assert.equal(history.read().at(-1)?.startsWith('line 19999'), true);
});

test('the name of a service does not lead out of the folder', () => {
  for (const name of ['../../etc/passwd', '..', 'a/b', 'a\0b', 'x'.repeat(5_000)]) {
    const path = historyPath({ XDG_STATE_HOME: '/state' }, name);
    assert.match(path, /^\/state\/suture\/history\/[^/]{1,220}\.jsonl$/);
    assert.equal(path.includes('..'), false);
  }
});

test('^R finds what was typed in an earlier session, ^R again an older one, and Enter runs it', async (t) => {
  const state = mkdtempSync(join(tmpdir(), 'suture-history-'));
  t.after(() => rmSync(state, { recursive: true, force: true }));
  mkdirSync(join(state, 'suture'));
  const history = new HistoryFile(historyPath({ XDG_STATE_HOME: state }, 'orders'));
  for (const line of ['"tea".length', '"milk".length', '1 + 1']) history.add(line);
  const { pty } = await attach(t, { state });
  pty.type('half a line\x12len');
  await pty.see(/^search "len": "milk"\.length$/m);
  pty.type('\x12');
  await pty.see(/^search "len": "tea"\.length$/m);
  pty.type('\x12');
  await pty.see(/^search \(nothing older\) "len": "tea"\.length$/m);
  pty.type('\x07');
  await pty.see((rows) => rows.includes(`${prompt}half a line`));
  pty.type('\x12milk\r');
  await pty.see(/^= 4 /m);
  assert.deepEqual(history.read().slice(-2), ['1 + 1', '"milk".length']);
});
