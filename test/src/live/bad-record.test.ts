import assert from 'node:assert/strict';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Clinic, refused } from '../patient/clinic.ts';

interface Waiting {
  readonly id: string;
  readonly state: string;
  readonly lastError?: string;
}

test('a push that is rejected leaves the patch live and its record in the outbox, until a retry lands it', async (t) => {
  const clinic = await Clinic.open(t);
  const hook = join(clinic.repository.remote, 'hooks', 'pre-receive');
  await writeFile(hook, '#!/bin/sh\necho "the branch is frozen" >&2\nexit 1\n');
  await chmod(hook, 0o755);
  await clinic.edit();

  refused(await clinic.patch(), 5, /the branch is frozen|reject/);
  await clinic.runs('goodbye', 1);
  const waiting = await clinic.engineer.json<Waiting[]>('outbox');
  assert.equal(waiting.json.length, 1, waiting.told);
  assert.match(waiting.json[0]?.lastError ?? '', /frozen|reject/, waiting.told);

  await rm(hook);
  const retried = await clinic.engineer.suture('outbox', '--retry');
  assert.equal(retried.exit, 0, retried.told);
  assert.deepEqual((await clinic.engineer.json<Waiting[]>('outbox')).json, []);
  assert.equal((await clinic.repository.branches()).length, 2);
  await clinic.runs('goodbye', 1);
});

test('without a git remote the patch is live and its record waits for one', async (t) => {
  const clinic = await Clinic.open(t);
  await clinic.checkout.git('remote', 'remove', 'origin');
  await clinic.edit();

  refused(await clinic.patch(), 5, /remote/);
  await clinic.runs('goodbye', 1);
  const waiting = await clinic.engineer.json<Waiting[]>('outbox');
  assert.equal(waiting.json.length, 1, waiting.told);

  await clinic.checkout.git('remote', 'add', 'origin', clinic.repository.remote);
  const retried = await clinic.engineer.suture('outbox', '--retry');
  assert.equal(retried.exit, 0, retried.told);
  assert.equal((await clinic.repository.branches()).length, 2);
});
