import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Plan } from '@suture/protocol/plan.js';
import fc from 'fast-check';
import { ulid } from 'ulid';
import { dependenciesOf, linkPackages, packageFolder } from '../patient/dependencies.ts';
import { nowhere } from '../patient/load-edit.ts';
import { Patient } from '../patient/patient.ts';
import { places } from '../patient/places.ts';
import { Visitor } from '../patient/visitor.ts';
import { Ward } from '../patient/ward.ts';
import { mutate, mutationsOf } from '../oracle/mutation.ts';
import { subjects } from '../oracle/subjects.ts';

const run = promisify(execFile);
const edits = Number(process.env['SUTURE_ORACLE_EDITS'] ?? 12);

/** Makes every call and tells each outcome: once on stdout, or to whoever asks. */
const main = (calls: string): string => `import { createServer } from 'node:http';
${calls}
async function probe() {
  const outcomes = [];
  for (const call of calls) outcomes.push(await Promise.resolve().then(call).then(String, (error) => 'threw ' + error.message));
  return JSON.stringify(outcomes, undefined, 1);
}
if (process.argv[2] === 'once') console.log(await probe());
else {
  const server = createServer(async (request, response) => response.end(request.url === '/probe' ? await probe() : ''));
  server.listen(0, '127.0.0.1', () => console.log('listening on ' + server.address().port));
}
`;

for (const subject of subjects) {
  test(`after a random edit of ${subject.package} the patched process answers as a restarted one does`, async (t) => {
    const ward = await Ward.open(t);
    const from = packageFolder(subject.package);
    for (const side of ['live', 'fresh']) {
      const folder = join(ward.path, side);
      await cp(from, join(folder, 'subject'), { recursive: true, dereference: true });
      await linkPackages(folder, await dependenciesOf(from), from);
      await writeFile(join(folder, 'package.json'), '{"name":"subject","type":"module"}\n');
      await writeFile(join(folder, 'main.js'), main(subject.calls));
    }
    const live = join(ward.path, 'live');
    const fresh = join(ward.path, 'fresh');
    const restarted = async (): Promise<string | undefined> => {
      const ended = await run(places.node, ['main.js', 'once'], { cwd: fresh, env: ward.env, timeout: 5_000 }).catch(
        () => undefined,
      );
      return ended?.stdout.trim();
    };

    const patient = await Patient.admit(ward, { args: ['main.js'], cwd: live });
    const visitor = new Visitor(ward, `http://${await patient.host()}`, '/');
    const wire = await patient.wire();
    ward.beforeClosing(() => wire.close());
    const untouched = (await visitor.get('/probe')).body;
    assert.equal(untouched, await restarted(), ward.heard);
    let patched = 0;
    const refused: string[] = [];

    const behavesAsRestarted = async (fileChoice: number, placeChoice: number): Promise<void> => {
      const file = subject.files[fileChoice % subject.files.length] ?? '';
      const source = await readFile(join(from, file), 'utf8');
      // Every second edit is one of a function's body: in some modules most of the text runs once, at start.
      const depth = (fileChoice + placeChoice) % 2 === 0 ? 0 : subject.isWrapped ? 2 : 1;
      const mutations = mutationsOf(source, subject.format).filter((placed) => placed.depth >= depth);
      const mutation = mutations[placeChoice % mutations.length];
      if (!mutation) return;
      const edited = mutate(source, mutation);
      await writeFile(join(fresh, 'subject', file), edited);
      const expected = await restarted();
      const again = await restarted();
      await writeFile(join(fresh, 'subject', file), source);
      // An edit that does not start, does not end or answers by chance has nothing to compare with.
      if (expected === undefined || again !== expected) return;

      const where = `${file}: ${source.slice(mutation.start, mutation.end)} becomes ${mutation.text} in line ${source.slice(0, mutation.start).split('\n').length}`;
      const modules = await wire.ask('modules', {});
      const module = modules.find(({ url }) => fileURLToPath(url) === join(live, 'subject', file));
      assert.ok(module, `the agent knows ${file}\n${ward.heard}`);
      const edit = { url: module.url, source: edited, version: module.version };
      const plan: Plan = await wire.ask('plan', { modules: [edit] });
      if (!plan.applicable) {
        const reasons = plan.modules.flatMap((planned) => [...planned.refusals, ...planned.warnings]);
        assert.ok(reasons.length > 0, `${where}\n${JSON.stringify(plan)}`);
        refused.push(`${where}: ${reasons.map(({ reason }) => reason).join(' ')}`);
      } else {
        const { id } = await wire.ask('load', { id: ulid(), modules: [edit], origin: nowhere });
        const answer = (await visitor.get('/probe')).body;
        const warned = plan.modules.some(({ warnings }) => warnings.length > 0);
        // What ran once at start does not run again; then the plan has to say so.
        if (!warned) assert.equal(answer, expected, `${where}\n${JSON.stringify(plan, undefined, 1)}`);
        await wire.ask('rollback', { id });
        patched += 1;
      }
      assert.equal((await visitor.get('/probe')).body, untouched, `not as before: ${where}`);
    };

    const seed = Number(process.env['SUTURE_ORACLE_SEED'] ?? 1);
    const choices = fc.sample(fc.tuple(fc.nat(), fc.nat()), { seed, numRuns: edits });
    for (const [fileChoice, placeChoice] of choices) await behavesAsRestarted(fileChoice, placeChoice);
    assert.ok(patched > 0, `no edit could be loaded\n${refused.join('\n')}`);
    assert.deepEqual(visitor.drops, { connections: 1, failures: [] });
  });
}
