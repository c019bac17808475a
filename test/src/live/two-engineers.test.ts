import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Patch } from '@suture/protocol/patch.js';
import { Clinic, refused } from '../patient/clinic.ts';
import { Engineer } from '../patient/engineer.ts';
import type { Drift } from './drift.ts';

test('a second engineer sees the patch that is live in the same file, and the edit is carried over onto it', async (t) => {
  const greet =
    "export function greet(name) {\n  return 'hello ' + name;\n}\n\n// a\n// b\n// c\n\nexport function part() {\n  return 'bye';\n}\n";
  const clinic = await Clinic.open(t, { files: { 'src/greet.js': greet } });
  await clinic.edit();
  assert.equal((await clinic.patch()).exit, 0);

  const other = await clinic.repository.clone('other');
  await other.git('config', 'user.name', 'Ben');
  await other.git('config', 'user.email', 'ben@example.com');
  const colleague = new Engineer(clinic.ward, other.path);
  await other.edit('src/greet.js', "'hello '", "'welcome '");
  const conflict = await clinic.patch(colleague);
  refused(conflict, 1, /src\/greet\.js:2 \(changed by a live patch\)/);
  assert.match(
    conflict.stdout,
    /Live in src\/greet\.js: patch \S+ of On Call <on-call@example\.com> \(the greeting was wrong\)/,
  );
  assert.match(conflict.stdout, /^\+ {2}return 'goodbye ' \+ name;$/m);
  await clinic.runs('goodbye', 1);

  await other.git('checkout', '--quiet', '--', '.');
  await other.edit('src/greet.js', "'bye'", "'so long'");
  const carried = await clinic.patch(colleague);
  assert.equal(carried.exit, 0, carried.told);
  assert.match(carried.stdout, /Your edit is carried over onto this; both will run\./);
  await clinic.runs('goodbye', 2);
});

test('what was changed in review is shown as a diff and loaded with one command, under the request that has it', async (t) => {
  const clinic = await Clinic.open(t);
  const { engineer } = clinic;
  await clinic.edit();
  assert.equal((await clinic.patch()).exit, 0);
  const [first] = (await engineer.json<Patch[]>('patches')).json;
  assert.ok(first?.record.branch);
  refused(await engineer.suture('plan', '--reviewed', first.id), 1, /Nobody has changed patch .+ in review/);

  const reviewer = await clinic.repository.clone('reviewer');
  await reviewer.git('checkout', '--quiet', first.record.branch);
  await reviewer.edit('src/greet.js', "'goodbye '", "'farewell '");
  await reviewer.edit('src/idle.js', 'true', 'false');
  await reviewer.git('commit', '--quiet', '--all', '-m', 'warmer words');
  await reviewer.git('push', '--quiet', 'origin', 'HEAD');

  const drift = await engineer.json<Drift>('drift');
  assert.match(drift.json.patches[0]?.finding ?? '', /changed in review.+suture plan --reviewed/, drift.told);
  const plan = await engineer.suture('plan', '--reviewed', first.id);
  assert.equal(plan.exit, 0, plan.told);
  assert.match(plan.stdout, /-.+'goodbye '[^]+\+.+'farewell '/, plan.told);
  assert.match(plan.stderr, /Note: changed in review as well, and not part of this: src\/idle.js/, plan.told);
  refused(await engineer.suture('plan', 'src/greet.js', '--reviewed', first.id), 2, /cannot be given together/);

  const loaded = await engineer.json<{ record: Patch['record'] }>('patch', '--reviewed', first.id, '--yes');
  assert.equal(loaded.exit, 0, loaded.told);
  assert.equal(loaded.json.record.pullRequest, first.record.pullRequest, loaded.told);
  assert.equal((await clinic.visitor.get('/you')).body, 'farewell you', clinic.ward.heard);
  const after = await engineer.json<Drift>('drift');
  assert.doesNotMatch(after.stdout, /changed in review/, after.told);
  assert.deepEqual(
    (await clinic.repository.branches()).filter((name) => name !== 'main').length,
    2,
    'each has a branch, so that git alone tells what ran',
  );
});
