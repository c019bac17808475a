import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePort } from '../patient/free-port.ts';
import { Patient } from '../patient/patient.ts';
import { Published } from '../patient/published.ts';
import type { Checkout } from '../patient/repository.ts';
import { Visitor } from '../patient/visitor.ts';
import { Ward } from '../patient/ward.ts';
import { walk } from './journey.ts';

async function serve(ward: Ward, code: Checkout, agent: boolean): Promise<Visitor> {
  const port = await freePort();
  await Patient.admit(ward, {
    args: ['bin/http-server', 'public', '--port', String(port), '-c-1'],
    cwd: code.path,
    ready: 'Hit CTRL-C to stop the server',
    agent,
  });
  return new Visitor(ward, `http://127.0.0.1:${port}`, '/letters.txt');
}

test('a closure in a closure of http-server, which is CommonJS, is mended under a held connection', async (t) => {
  const ward = await Ward.open(t);
  const app = await Published.of(ward, 'http-server', { 'public/letters.txt': 'abcdefghij' });
  const visitor = await serve(ward, await app.clone('production'), true);
  const checkout = await app.clone('checkout');
  const lastFour = async (who: Visitor): Promise<unknown> => {
    const { status, body, headers } = await who.get('/letters.txt', { range: 'bytes=-4' });
    return { status, body, range: headers['content-range'] };
  };

  await walk({
    ward,
    checkout,
    files: ['lib/core/index.js'],
    functions: ['serve'],
    edit: async () => {
      const start = 'const start = parseInt(partialstart, 10);';
      const suffix = "partialstart === '' ? Math.max(0, total - parseInt(partialend, 10)) : parseInt(partialstart, 10)";
      await checkout.edit('lib/core/index.js', start, `const start = ${suffix};`);
      const end = 'partialend ? parseInt(partialend, 10) : total - 1';
      await checkout.edit(
        'lib/core/index.js',
        end,
        `partialend && partialstart !== '' ? parseInt(partialend, 10) : total - 1`,
      );
    },
    probe: () => lastFour(visitor),
    before: { status: 416, body: '', range: undefined },
    after: { status: 206, body: 'ghij', range: 'bytes 6-9/10' },
    restarted: async (branch) => lastFour(await serve(ward, await app.clone('restarted', branch), false)),
  });
  assert.deepEqual(visitor.drops, { connections: 1, failures: [] });
});
