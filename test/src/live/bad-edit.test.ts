import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Clinic, refused } from '../patient/clinic.ts';

test('an edit with a syntax error is refused with its line, by plan and by patch', async (t) => {
  const clinic = await Clinic.open(t);
  await clinic.checkout.edit('src/greet.js', "'hello ' + name;", "'hello ' + ;");
  const text = await clinic.checkout.read('src/greet.js');

  const plan = await clinic.engineer.suture('plan', 'src/greet.js');
  refused(plan, 1, /greet\.js:2|line 2/);
  refused(await clinic.patch(), 1, /greet\.js:2|line 2/);

  await clinic.runs('hello', 0);
  assert.equal(await clinic.checkout.read('src/greet.js'), text);
  assert.deepEqual(await clinic.repository.branches(), ['main']);
});

test('an edit that cannot be hot-loaded is refused with reason and line', async (t) => {
  const clinic = await Clinic.open(t);
  await clinic.checkout.edit('src/server.js', 'server.listen(0,', "server.listen(0, 'localhost',");

  const plan = await clinic.engineer.json<{
    applicable: boolean;
    modules: { refusals: { line: number; reason: string }[] }[];
  }>('plan', 'src/server.js');
  assert.equal(plan.exit, 1, plan.told);
  assert.equal(plan.json.applicable, false, plan.told);
  assert.equal(plan.json.modules[0]?.refusals[0]?.line, 5, plan.told);
  refused(await clinic.engineer.suture('patch', 'src/server.js', '--yes', '-m', 'no'), 1, /./);

  await clinic.runs('hello', 0);
});

test('a file outside of the repository is refused', async (t) => {
  const clinic = await Clinic.open(t);
  const outside = join(clinic.ward.path, 'outside.js');
  await writeFile(outside, 'export const stray = 1;\n');

  refused(await clinic.engineer.suture('plan', outside), 2, /outside\.js/);
  refused(await clinic.engineer.suture('patch', outside, '--yes', '-m', 'no'), 2, /outside\.js/);
  refused(await clinic.engineer.suture('plan', 'src/nowhere.js'), 2, /nowhere\.js/);

  await clinic.runs('hello', 0);
});

test('a module that the target has not loaded is refused', async (t) => {
  const clinic = await Clinic.open(t);
  await clinic.checkout.edit('src/idle.js', 'true', 'false');

  refused(await clinic.engineer.suture('plan', 'src/idle.js'), 1, /idle\.js/);
  refused(await clinic.engineer.suture('patch', 'src/idle.js', '--yes', '-m', 'no'), 1, /idle\.js/);

  await clinic.runs('hello', 0);
});

test('a patch without --yes does nothing where nobody can be asked', async (t) => {
  const clinic = await Clinic.open(t);
  await clinic.edit();

  refused(await clinic.engineer.suture('patch', 'src/greet.js', '-m', 'unsure'), 2, /--yes/);

  await clinic.runs('hello', 0);
});

test('an initialiser that throws leaves everything as it was', async (t) => {
  const clinic = await Clinic.open(t);
  await clinic.checkout.edit('src/greet.js', 'export', "const word = JSON.parse('{');\nexport");
  await clinic.checkout.edit('src/greet.js', "'hello '", 'word');

  refused(await clinic.patch(), 1, /JSON/);

  await clinic.runs('hello', 0);
  assert.deepEqual(await clinic.repository.branches(), ['main']);
});
