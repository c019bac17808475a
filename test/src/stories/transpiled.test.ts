import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engineer } from '../patient/engineer.ts';
import { clonesWith } from '../patient/dependencies.ts';
import { Patient } from '../patient/patient.ts';
import { type Checkout, Repository } from '../patient/repository.ts';
import { Visitor } from '../patient/visitor.ts';
import { Ward } from '../patient/ward.ts';
import { type PlanAnswer, walk } from '../live/journey.ts';

const program = (type: 'module' | 'commonjs') => ({
  '.gitignore': 'node_modules\n',
  'package.json': `{"name":"quotes","type":"${type}"}\n`,
  'src/rates.ts': 'export enum Region {\n  Home = 1,\n  Abroad = 3,\n}\n',
  'src/price.ts': `import { Region } from './rates.ts';

export interface Order {
  readonly count: number;
}

export class Prices {
  constructor(private readonly region: Region) {}

  quote({ count }: Order): number {
    return this.region * count;
  }
}
`,
  'src/server.ts': `import { createServer, type IncomingMessage } from 'node:http';
import { type Order, Prices } from './price.ts';
import { Region } from './rates.ts';

const prices = new Prices(Region.Abroad);
const orderOf = (request: IncomingMessage): Order => ({ count: Number(request.url?.slice(1)) });
const server = createServer((request, response) => response.end(String(prices.quote(orderOf(request)))));
server.listen(0, () => console.log('listening on ' + (server.address() as { port: number }).port));
`,
});

async function serve(ward: Ward, code: Checkout, agent: boolean): Promise<Visitor> {
  const patient = await Patient.admit(ward, {
    nodeOptions: ['--import', 'tsx'],
    args: ['src/server.ts'],
    cwd: code.path,
    agent,
  });
  return new Visitor(ward, `http://${await patient.host()}`, '/0');
}

for (const type of ['module', 'commonjs'] as const) {
  test(`a TypeScript service that tsx compiles while it loads is mended with the same tsx: ${type}`, async (t) => {
    const ward = await Ward.open(t);
    const clone = clonesWith(await Repository.of(ward, program(type)), ['tsx']);
    const visitor = await serve(ward, await clone('production'), true);
    const checkout = await clone('checkout');
    const quote = async (who: Visitor): Promise<string> => (await who.get('/7')).body;
    const engineer = new Engineer(ward, checkout.path);
    const clean = await engineer.json<{ clean: boolean }>('drift');
    assert.equal(clean.json.clean, true, clean.told);

    await checkout.edit('src/price.ts', 'return this.region * count;', 'return this.region * count +;');
    const wrong = await engineer.suture('plan', 'src/price.ts');
    assert.equal(wrong.exit, 1, wrong.told);
    assert.match(wrong.stderr, /^Error: src\/price\.ts:11:\d+: /m, wrong.told);
    await checkout.edit('src/price.ts', 'return this.region * count +;', 'return this.region * count;');

    // What tsx makes is one line: only a column tells where a change stands.
    await checkout.edit('src/price.ts', 'return this.region * count;', 'return this.region * count - 1;');
    const plan = await engineer.json<PlanAnswer>('plan', 'src/price.ts');
    const changes = plan.json.modules.flatMap((module) => module.changes);
    assert.deepEqual(
      changes.map(({ line, column }) => ({ line, column })),
      [{ line: 10, column: 3 }],
      plan.told,
    );
    // Those who use it are told at their source as well.
    assert.deepEqual(
      changes[0]?.uses?.map(({ kind, path, line }) => [kind, path, line]),
      [['name', 'src/server.ts', 7]],
    );
    assert.equal(changes[0]?.underway?.known, 'none');
    await checkout.edit('src/price.ts', 'return this.region * count - 1;', 'return this.region * count;');

    await walk({
      ward,
      checkout,
      files: ['src/price.ts'],
      functions: ['quote'],
      edit: () =>
        checkout.edit(
          'src/price.ts',
          'return this.region * count;',
          'const rebate: number = count > 5 ? 1 : 0;\n    return this.region * count - rebate;',
        ),
      probe: () => quote(visitor),
      before: '21',
      after: '20',
      restarted: async (branch) => quote(await serve(ward, await clone('restarted', branch), false)),
    });
    assert.deepEqual(visitor.drops, { connections: 1, failures: [] });
  });
}
