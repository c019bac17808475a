import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Clinic } from '../patient/clinic.ts';
import { Engineer } from '../patient/engineer.ts';
import { Terminal } from '../patient/terminal.ts';

test('of two shells that patch the same module at once one wins, and the other is told of a conflict', async (t) => {
  const clinic = await Clinic.open(t);
  await clinic.edit();
  const other = await clinic.repository.clone('other');
  await other.edit('src/greet.js', "'hello '", "'welcome '");

  const slow = new Terminal(
    clinic.ward,
    new Engineer(clinic.ward, other.path),
    'patch',
    'src/greet.js',
    '-m',
    'be kind',
  );
  await slow.shows('[y/N]');
  const quick = await clinic.patch();
  assert.equal(quick.exit, 0, quick.told);
  slow.type('y\r');

  assert.equal(await slow.exit, 1, slow.text);
  assert.match(slow.text, /^Error: /m);
  assert.match(slow.text, /^Hint: /m);
  await clinic.runs('goodbye', 1);
  assert.equal((await clinic.repository.branches()).length, 2, 'only the winner has a branch');
});
