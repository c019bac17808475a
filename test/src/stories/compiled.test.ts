import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refused } from '../patient/clinic.ts';
import { Engineer } from '../patient/engineer.ts';
import { Patient } from '../patient/patient.ts';
import type { Checkout } from '../patient/repository.ts';
import { compile, compiledProject } from '../patient/tsc.ts';
import { Visitor } from '../patient/visitor.ts';
import { Ward } from '../patient/ward.ts';
import { type PlanAnswer, walk } from '../live/journey.ts';

/** A service that `tsc` compiles. */
const program = {
  'package.json': '{"name":"compiled","type":"module"}\n',
  'src/price.ts': `interface Order {
  readonly count: number;
}

export class Prices {
  readonly #unit: number = 3;

  quote({ count }: Order): number {
    return this.#unit * count;
  }
}
`,
  'src/server.ts': `import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Prices } from './price.js';

const prices = new Prices();
const server = createServer((request, response) => {
  const count: number = Number(request.url?.slice(1));
  response.end(String(prices.quote({ count })));
});
server.listen(0, () => console.log('listening on ' + (server.address() as AddressInfo).port));
`,
};

const rebate = [
  'return this.#unit * count;',
  'const rebate: number = count > 5 ? 1 : 0;\n    return this.#unit * count - rebate;',
] as const;

/** Builds a checkout and serves what came out. */
async function serve(ward: Ward, code: Checkout, agent: boolean): Promise<Visitor> {
  await compile(code);
  const patient = await Patient.admit(ward, {
    args: ['dist/server.js'],
    cwd: code.path,
    agent,
  });
  return new Visitor(ward, `http://${await patient.host()}`, '/1');
}

test("a TypeScript service that the project's own tsc compiles is mended in its source", async (t) => {
  const ward = await Ward.open(t);
  const clone = await compiledProject(ward, program);
  const visitor = await serve(ward, await clone('production'), true);
  const checkout = await clone('checkout');

  await walk({
    ward,
    checkout,
    files: ['src/price.ts'],
    functions: ['quote'],
    edit: () => checkout.edit('src/price.ts', ...rebate),
    probe: async () => (await visitor.get('/7')).body,
    before: '21',
    after: '20',
    restarted: async (branch) => (await (await serve(ward, await clone('restarted', branch), false)).get('/7')).body,
  });
  assert.deepEqual(visitor.drops, { connections: 1, failures: [] });
});

test('an edit that adds a type error is refused with the complaint, unless one says --no-types', async (t) => {
  const ward = await Ward.open(t);
  const clone = await compiledProject(ward, program);
  const visitor = await serve(ward, await clone('production'), true);
  const checkout = await clone('checkout');
  const engineer = new Engineer(ward, checkout.path);
  await checkout.edit('src/price.ts', rebate[0], 'return String(this.#unit * count);');

  const plan = await engineer.json<PlanAnswer>('plan', 'src/price.ts');
  assert.equal(plan.exit, 1, plan.told);
  assert.equal(plan.json.types.ok, false, plan.told);
  assert.match(plan.json.types.diagnostics[0]?.message ?? '', /'string' is not assignable to type 'number'/, plan.told);
  refused(await engineer.suture('patch', 'src/price.ts', '--yes', '-m', 'no'), 1, /TS2322|type/);
  assert.equal((await visitor.get('/7')).body, '21');

  const forced = await engineer.suture('patch', 'src/price.ts', '--yes', '-m', 'now', '--no-types');
  assert.equal(forced.exit, 0, forced.told);
  assert.deepEqual(visitor.drops, { connections: 1, failures: [] });
});
