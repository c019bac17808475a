import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadEdit } from '../patient/load-edit.ts';
import { Patient } from '../patient/patient.ts';
import { Repository } from '../patient/repository.ts';
import { Visitor } from '../patient/visitor.ts';
import { Ward } from '../patient/ward.ts';
import { constructs } from './construct-table.ts';

const withoutImports = constructs.filter(({ source }) => !/^import |^export (default|function)/m.test(source));
const formats = [
  { format: 'ESM', extension: 'js', table: constructs },
  {
    format: 'CommonJS',
    extension: 'cjs',
    table: withoutImports.map((construct) => ({
      ...construct,
      source: construct.source.replace('export const take', 'exports.take'),
    })),
  },
];

/** Takes every reference at start, and calls the one that is asked for: `/3` calls the third. */
const main = (modules: readonly string[]): string => `import { createServer } from 'node:http';
const taken = [];
for (const path of ${JSON.stringify(modules)}) taken.push((await import(path)).take());
const server = createServer(async (request, response) => {
  const say = taken[Number(request.url.slice(1))];
  response.end(String(await Promise.resolve().then(say).catch((error) => error.stack)));
});
server.listen(0, () => console.log('listening on ' + server.address().port));
`;

for (const { format, extension, table } of formats) {
  test(`in ${format}, a reference taken before the edit reaches the new body, and the old one after a rollback`, async (t) => {
    const ward = await Ward.open(t);
    const path = (n: number): string => `${n}/it.${extension}`;
    const repository = await Repository.of(ward, {
      'package.json': '{"name":"constructs","type":"module"}\n',
      'main.js': main(table.map((_, n) => `./${path(n)}`)),
      ...Object.fromEntries(table.map(({ source }, n) => [path(n), source])),
    });
    const production = await repository.clone('production');
    const patient = await Patient.admit(ward, { args: ['main.js'], cwd: production.path });
    const visitor = new Visitor(ward, `http://${await patient.host()}`, '/0');
    const wire = await patient.wire();
    ward.beforeClosing(() => wire.close());
    const modules = await wire.ask('modules', {});

    for (const [n, { name, source, refused }] of table.entries()) {
      await t.test(name, async () => {
        const module = modules.find(
          ({ url }) => url.startsWith('file:') && fileURLToPath(url) === production.file(path(n)),
        );
        assert.ok(module, `the agent knows the module\n${patient.output}`);
        const call = async (): Promise<string> => (await visitor.get(`/${n}`)).body;
        assert.equal(await call(), 'old');

        const edit = { url: module.url, source: source.replace("'old'", "'new'"), version: module.version };
        if (refused) {
          await assert.rejects(loadEdit(wire, [edit]), refused);
          assert.equal(await call(), 'old', 'after the refusal');
          return;
        }
        const { plan, loaded } = await loadEdit(wire, [edit]);
        assert.equal(await call(), 'new', JSON.stringify(plan, undefined, 1));

        await wire.ask('rollback', { id: loaded.id });
        assert.equal(await call(), 'old', 'after the rollback');
      });
    }
    assert.deepEqual(visitor.drops, { connections: 1, failures: [] });
    assert.doesNotMatch(patient.output, /warning/i);
  });
}
