import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { packageFolder } from '../patient/dependencies.ts';
import { places } from '../patient/places.ts';
import { Ward } from '../patient/ward.ts';
import { upgradeLive } from './upgrade.ts';
import { upgradePairs } from './upgrade-pairs.ts';

const run = promisify(execFile);

/** The installed release of a package, and the one before it, which the difference between the two leads back to. */
const sample = ['cookie-2.0.2', 'fast-uri-4.2.3', 'find-my-way-9.10.1'];

for (const release of sample) {
  test(`a process that is patched live to the next release does what one does that was started with it: ${release}`, async (t) => {
    const ward = await Ward.open(t);
    const pair = upgradePairs.find(({ package: name, to }) => `${name}-${to}` === release);
    assert.ok(pair);
    const installed = packageFolder(pair.package);
    const { version } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as { version: string };
    assert.equal(version, pair.to, 'the difference in test/fixtures/releases is that of another release');
    const [from, to] = [join(ward.path, 'from'), join(ward.path, 'to')];
    for (const folder of [from, to]) await cp(installed, folder, { recursive: true, dereference: true });
    const difference = join(places.workspace, 'test/fixtures/releases', `${release}.diff`);
    await run('git', ['apply', '--reverse', difference], { cwd: from, env: ward.env });
    const { tests: _, ...exercise } = pair;
    const verdict = await upgradeLive(ward, { ...exercise, from, to, modules: dirname(installed), atMost: 400 });
    assert.equal(verdict.kind, 'applied', JSON.stringify(verdict, undefined, 1));
    if (verdict.kind !== 'applied') return;
    assert.deepEqual(verdict.differences, []);
    assert.deepEqual(verdict.left, []);
    assert.ok(verdict.functions > 0);
  });
}
