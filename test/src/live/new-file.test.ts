import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Clinic, refused } from '../patient/clinic.ts';
import type { Checkout } from '../patient/repository.ts';

const words = "import { word } from './word.js';\nexport const greeting = (name) => word + ' ' + name;\n";

/** Moves the greeting to a file of its own, which imports another one; both are new. */
async function move(checkout: Checkout): Promise<void> {
  await checkout.edit('src/greet.js', 'export function', "import { greeting } from './words.js';\nexport function");
  await checkout.edit('src/greet.js', "'hello ' + name", 'greeting(name)');
}

async function bring(checkout: Checkout, word: string): Promise<void> {
  await checkout.write('src/words.js', words);
  await checkout.write('src/word.js', `export const word = '${word}';\n`);
}

test('new files that an edit imports are recorded with it, though nobody named them', async (t) => {
  const clinic = await Clinic.open(t);
  await move(clinic.checkout);
  await bring(clinic.checkout, 'goodbye');
  await bring(clinic.production, 'goodbye');

  const patched = await clinic.patch();
  assert.equal(patched.exit, 0, patched.told);
  assert.match(patched.stderr, /^Note: new, imported and recorded .*: src\/words\.js, src\/word\.js\.$/m);
  await clinic.runs('goodbye', 1);

  const [branch = ''] = (await clinic.repository.branches()).filter((name) => name !== 'main');
  const built = await clinic.repository.clone('built', branch);
  const { visitor } = await clinic.restart(built);
  assert.equal((await visitor.get('/you')).body, 'goodbye you');

  await clinic.checkout.write('src/word.js', "export const word = 'hello';\n");
  const again = await clinic.engineer.suture(
    'patch',
    'src/word.js',
    '--yes',
    '-m',
    'as it was',
    '-t',
    `${clinic.patient.pid}`,
  );
  assert.equal(again.exit, 0, again.told);
  assert.equal((await clinic.visitor.get('/you')).body, 'hello you');
});

test('a new file that the process would not find as it is here is refused: a patch brings no file', async (t) => {
  const clinic = await Clinic.open(t);
  await move(clinic.checkout);
  await bring(clinic.checkout, 'goodbye');

  refused(await clinic.patch(), 1, /src\/words\.js is new, and src\/greet\.js imports it: it is not at .*words\.js/);
  await bring(clinic.production, 'farewell');
  refused(
    await clinic.patch(),
    1,
    /src\/word\.js is new, and src\/greet\.js imports it: .*word\.js holds something else/,
  );
  refused(await clinic.engineer.suture('plan', 'src/greet.js', 'src/word.js'), 1, /holds something else/);

  await clinic.runs('hello', 0);
});

test('what git ignores is made by a build: an edit that imports it is loaded, and the record does without', async (t) => {
  const clinic = await Clinic.open(t, { files: { '.gitignore': 'words.js\nword.js\n' } });
  await move(clinic.checkout);
  await bring(clinic.checkout, 'goodbye');
  await bring(clinic.production, 'goodbye');

  const patched = await clinic.patch();
  assert.equal(patched.exit, 0, patched.told);
  await clinic.runs('goodbye', 1);
});
