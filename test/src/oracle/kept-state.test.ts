import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ward } from '../patient/ward.ts';
import { explain } from './edits/kept-state.ts';
import { Laboratory } from './edits/laboratory.ts';
import { mutationsOf } from './mutation.ts';

const source = `let pool = '';
function fill(text) { return text + '!'; }
export function draw() { if (pool === '') pool = fill('a'); return pool; }
export function plain(text) { return text + '?'; }
export function chance() { return Math.random() + '%'; }
async function quick() { return '&'; }
export async function order() {
  const seen = [];
  await Promise.all([quick().then((it) => seen.push(it)), Promise.resolve().then(() => {}).then(() => seen.push('other'))]);
  return seen;
}
`;
const exercise = {
  entries: ['index.js'],
  calls: "[() => it.draw(), () => it.plain('b'), () => it.chance(), () => it.order()]",
};

test('a difference is put down to state, to chance or to turns of the queue of microtasks where that alone makes it', async (t) => {
  const ward = await Ward.open(t);
  const from = join(ward.path, 'package');
  await mkdir(from);
  await writeFile(join(from, 'index.js'), source);
  const files = [{ path: 'index.js', format: 'module' as const }];
  const laboratory = new Laboratory({ folder: ward.path, from, exercise, files });
  let number = 0;
  const explained = (text: string, call: string): Promise<unknown> => {
    const mutation = mutationsOf(source, 'module').find(({ start, end }) => source.slice(start, end) === text);
    assert.ok(mutation);
    return explain(laboratory, { number: ++number, path: 'index.js', mutation }, [call], () => {});
  };

  // The pool was filled, and stays so.
  assert.deepEqual(await explained("'!'", 'call 0'), { number: 1, kind: 'kept' });
  // Whoever says that this call differs has seen more than this edit.
  const detail = 'it takes the edits before it to come to that';
  assert.deepEqual(await explained("'?'", 'call 1'), { number: 2, kind: 'differs', detail });
  assert.deepEqual(await explained("'%'", 'call 2'), { number: 3, kind: 'no start', detail: 'it answers by chance' });
  // The guard of an async function passes on the promise of the new body.
  assert.deepEqual(await explained("'&'", 'call 3'), { number: 4, kind: 'turns' });
});
