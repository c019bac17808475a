import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { dependenciesOf, linkPackages, packageFolder } from '../patient/dependencies.ts';
import { places } from '../patient/places.ts';
import { Ward } from '../patient/ward.ts';
import { publishedPrograms } from '../oracle/published-programs.ts';
import { copyRewritten } from '../oracle/rewritten.ts';

const run = promisify(execFile);

for (const { name, packages, source } of publishedPrograms) {
  test(`a program prints the same when every function in it has a guard: ${name}`, async (t) => {
    const ward = await Ward.open(t);
    let functions = 0;
    const printed: string[] = [];
    for (const side of ['plain', 'rewritten']) {
      const folder = join(ward.path, side);
      await mkdir(folder);
      await writeFile(join(folder, 'main.mjs'), source);
      for (const dependency of packages) {
        const from = packageFolder(dependency);
        const to = join(folder, 'node_modules', dependency);
        await mkdir(dirname(to), { recursive: true });
        if (side === 'plain') await cp(from, to, { recursive: true, dereference: true });
        else functions += await copyRewritten(from, to);
        const others = (await dependenciesOf(from)).filter((other) => !packages.includes(other));
        await linkPackages(to, others, from);
      }
      const { stdout, stderr } = await run(places.node, ['main.mjs'], { cwd: folder, env: ward.env });
      printed.push(stdout + stderr);
    }
    assert.ok(functions > 0, 'nothing was rewritten');
    assert.notEqual(printed[0], '');
    assert.equal(printed[1], printed[0]);
  });
}
