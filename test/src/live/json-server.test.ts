import assert from 'node:assert/strict';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { freePort } from '../patient/free-port.ts';
import { Patient } from '../patient/patient.ts';
import { Published } from '../patient/published.ts';
import type { Checkout } from '../patient/repository.ts';
import { Visitor } from '../patient/visitor.ts';
import { Ward } from '../patient/ward.ts';
import { walk } from './journey.ts';

const data = { posts: [{ id: '1' }, { id: '2' }, { id: '3' }], profile: { name: 'typicode', city: 'Paris' } };

/** json-server on a data file of its own, and a visitor who stays. */
async function serve(ward: Ward, code: Checkout, agent: boolean): Promise<Visitor> {
  const port = await freePort();
  const file = join(ward.path, `db-${port}.json`);
  await writeFile(file, JSON.stringify(data));
  await Patient.admit(ward, {
    args: ['lib/bin.js', file, '--port', String(port)],
    cwd: code.path,
    ready: 'Endpoints:',
    agent,
  });
  return new Visitor(ward, `http://localhost:${port}`, '/posts');
}

test('a private async method of json-server, which is ESM, is mended under a held connection', async (t) => {
  const ward = await Ward.open(t);
  const app = await Published.of(ward, 'json-server');
  const visitor = await serve(ward, await app.clone('production'), true);
  const checkout = await app.clone('checkout');
  const rename = async (who: Visitor): Promise<unknown> => {
    await who.send('PUT', '/profile', data.profile);
    return JSON.parse((await who.send('PATCH', '/profile', { name: 'mended' })).body);
  };

  await walk({
    ward,
    checkout,
    files: ['lib/service.js'],
    functions: ['#updateOrPatch'],
    edit: () => checkout.edit('lib/service.js', '{ item, ...body }', '{ ...item, ...body }'),
    probe: () => rename(visitor),
    before: { item: data.profile, name: 'mended' },
    after: { name: 'mended', city: 'Paris' },
    restarted: async (branch) => rename(await serve(ward, await app.clone('restarted', branch), false)),
  });
  assert.deepEqual(visitor.drops, { connections: 1, failures: [] });
});

test('route closures of json-server and the service behind them change together', async (t) => {
  const ward = await Ward.open(t);
  const app = await Published.of(ward, 'json-server');
  const visitor = await serve(ward, await app.clone('production'), true);
  const checkout = await app.clone('checkout');
  const list = async (who: Visitor): Promise<unknown> => {
    const reply = await who.get('/posts?_start=1');
    return { total: reply.headers['x-total-count'], ids: JSON.parse(reply.body) };
  };

  await walk({
    ward,
    checkout,
    files: ['lib/service.js', 'lib/app.js'],
    functions: ['find', 'createApp'],
    edit: async () => {
      const old = 'return sorted.slice(start, start + (limit || 0));';
      await checkout.edit('lib/service.js', old, 'return sorted.slice(start, start + (limit || 10)).map(idOf);');
      const helper = '\nfunction idOf(item) {\n    return item.id;\n}\n';
      await checkout.write('lib/service.js', (await checkout.read('lib/service.js')) + helper);
      const route = "res.locals['data'] = service.find(name, query);";
      await checkout.edit(
        'lib/app.js',
        route,
        `${route}\n        res.setHeader('X-Total-Count', db.data[name].length);`,
      );
    },
    probe: () => list(visitor),
    before: { total: undefined, ids: [] },
    after: { total: '3', ids: ['2', '3'] },
    restarted: async (branch) => list(await serve(ward, await app.clone('restarted', branch), false)),
  });
  assert.deepEqual(visitor.drops, { connections: 1, failures: [] });
});
