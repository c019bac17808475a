import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Patch } from '@suture/protocol/patch.js';
import { Engineer } from '../patient/engineer.ts';
import { loadEdit } from '../patient/load-edit.ts';
import { Patient } from '../patient/patient.ts';
import { Ward } from '../patient/ward.ts';

const program = `let limit = 1;
export const raise = () => { limit += 1; };
export const within = (n) => n < limit;
export const twice = (n) => n * 2;
setInterval(() => {}, 1000);
console.log('ready');
`;

test('a rollback tells what stays as the patch made it: the command, the list of patches and the journal', async (t) => {
  const ward = await Ward.open(t);
  const cwd = join(ward.path, 'program');
  await mkdir(cwd);
  await writeFile(join(cwd, 'main.mjs'), program);
  const patient = await Patient.admit(ward, { args: ['main.mjs'], cwd, ready: 'ready' });
  const wire = await patient.wire();
  ward.beforeClosing(() => wire.close());
  const engineer = new Engineer(ward, cwd);
  const load = async (source: string): Promise<string> => {
    const [module] = await wire.ask('modules', {});
    assert.ok(module);
    return (await loadEdit(wire, [{ url: module.url, source, version: module.version }])).loaded.id;
  };
  // Another patch stands on it, so that taking it out is an edit of its own.
  const edited = program.replace('limit = 1', 'limit = 5').replace('n < limit', 'n <= limit');
  const first = await load(edited);
  await load(edited.replace('n * 2', 'n * 3'));

  const { json, stderr } = await engineer.json<{ left: Patch['left'] }>('rollback', first, '--yes');
  const [left, ...others] = json.left ?? [];
  assert.deepEqual(others, []);
  assert.deepEqual([left?.path, left?.line, left?.function], ['main.mjs', 1, 'limit']);
  assert.match(left?.reason ?? '', /live value/);
  assert.match(stderr, /^Warning: it stays as it was at main\.mjs:1 \(limit\): .*live value/m);

  const [patch] = await wire.ask('patches', {});
  assert.deepEqual(patch?.left, json.left);
  assert.match(
    (await engineer.suture('patches')).stdout,
    new RegExp(`^${first}: it stays as it was at main\\.mjs:1`, 'm'),
  );
  const deeds = await wire.ask('history', {});
  assert.ok(
    deeds.some(({ patch: id, detail = '' }) => id === first && detail.startsWith('left as it was: main.mjs:1')),
    JSON.stringify(deeds),
  );
});
