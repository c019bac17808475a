import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Clinic, refused } from '../patient/clinic.ts';
import { Engineer } from '../patient/engineer.ts';

test('a deployed commit that the checkout does not know is named, with what to do', async (t) => {
  const revision = '3f2c'.repeat(10);
  const clinic = await Clinic.open(t, { env: { SUTURE_REVISION: revision } });
  await clinic.edit();

  refused(await clinic.patch(), 2, /3f2c3f2/);

  await clinic.runs('hello', 0);
});

test('running code that does not match the deployed commit is refused at the first line that differs', async (t) => {
  const clinic = await Clinic.open(t);
  await clinic.patient.kill('SIGTERM');
  await clinic.production.edit('src/greet.js', "'hello '", "'hallo '");
  const { patient, visitor } = await clinic.restart();
  await clinic.edit();

  refused(await clinic.patch(), 1, /greet\.js:2|line 2/);

  assert.equal((await visitor.get('/you')).body, 'hallo you', patient.output);
  assert.deepEqual(visitor.drops, { connections: 1, failures: [] });
  assert.deepEqual(await clinic.repository.branches(), ['main']);
});

test('a target that dies in mid-patch leaves the outcome unknown, starts again, and the edit is kept', async (t) => {
  const clinic = await Clinic.open(t);
  await clinic.checkout.edit('src/greet.js', 'export', "const word = process.kill(process.pid, 'SIGKILL');\nexport");
  await clinic.checkout.edit('src/greet.js', "'hello '", 'word');
  const edit = await clinic.checkout.fingerprint();

  refused(await clinic.patch(), 6, /./);
  assert.equal((await clinic.patient.exited).signal, 'SIGKILL');

  assert.equal(await clinic.checkout.fingerprint(), edit);
  const outbox = await clinic.engineer.json<{ id: string }[]>('outbox');
  assert.equal(outbox.json.length, 1, outbox.told);
  const { patient, visitor } = await clinic.restart();
  assert.equal((await visitor.get('/you')).body, 'hello you', patient.output);
});

test('the socket of a dead process is not a target', async (t) => {
  const clinic = await Clinic.open(t);
  await clinic.edit();
  await clinic.patient.kill('SIGKILL');

  const list = await clinic.engineer.json<unknown[]>('ls');
  assert.deepEqual(list.json, [], list.told);
  refused(await clinic.patch(), 3, /./);
  refused(
    await clinic.engineer.suture('status', '-t', String(clinic.patient.pid)),
    3,
    new RegExp(String(clinic.patient.pid)),
  );

  const { visitor } = await clinic.restart();
  assert.equal((await visitor.get('/you')).body, 'hello you');
  const again = await clinic.patch();
  assert.equal(again.exit, 0, again.told);
});

test('an agent that cannot write its journal refuses the patch, since it could be forgotten', async (t) => {
  const clinic = await Clinic.open(t, { env: { SUTURE_STATE_DIR: '/dev/null/suture' } });
  await clinic.edit();

  refused(await clinic.patch(), 1, /journal|SUTURE_STATE_DIR/);

  await clinic.runs('hello', 0);
  assert.deepEqual(await clinic.repository.branches(), ['main']);
});

test('a shell that cannot write its outbox does not touch the process', async (t) => {
  const clinic = await Clinic.open(t);
  const blocked = join(clinic.ward.path, 'blocked');
  await writeFile(blocked, '');
  await clinic.edit();
  const engineer = new Engineer(clinic.ward, clinic.checkout.path, {
    XDG_STATE_HOME: blocked,
    SUTURE_STATE_DIR: join(blocked, 'state'),
  });

  const outcome = await clinic.patch(engineer);
  refused(outcome, 2, /blocked/);

  await clinic.runs('hello', 0);
  assert.deepEqual(await clinic.repository.branches(), ['main']);
});

test('a process that forbids code from strings runs on, and its patch is refused with the reason', async (t) => {
  const clinic = await Clinic.open(t, { nodeOptions: ['--disallow-code-generation-from-strings'] });
  await clinic.edit();

  refused(await clinic.patch(), 1, /code generation|--disallow-code-generation-from-strings/i);

  await clinic.runs('hello', 0);
  assert.deepEqual(await clinic.repository.branches(), ['main']);
});
