import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { linkPackages } from '../patient/dependencies.ts';
import { Engineer } from '../patient/engineer.ts';
import { Patient } from '../patient/patient.ts';
import { places } from '../patient/places.ts';
import { type Checkout, Repository } from '../patient/repository.ts';
import { Ward } from '../patient/ward.ts';
import type { PlanAnswer } from '../live/journey.ts';

/** Counts the calls of a function of a package and of one of the application, as tracing does. */
const hook = `const { join } = require('node:path');
const otel = require('@opentelemetry/instrumentation');
globalThis.calls = { enter: 0, price: 0 };
class Counting extends otel.InstrumentationBase {
  constructor() { super('counting', '1.0.0', {}); }
  init() {
    const counted = (name) => (exports) => {
      this._wrap(exports, name, (original) => function (...args) {
        globalThis.calls[name] += 1;
        return original.apply(this, args);
      });
      return exports;
    };
    const own = (file) => new otel.InstrumentationNodeModuleDefinition(join(__dirname, file), ['*'], counted('price'), undefined, [
      new otel.InstrumentationNodeModuleFile('price', ['*'], counted('price'), () => {}),
    ]);
    return [new otel.InstrumentationNodeModuleDefinition('ledger', ['*'], counted('enter')), own('price.cjs'), own('price.mjs')];
  }
}
new Counting();
`;

const serve = `createServer((request, response) => {
  const sum = price(Number(request.url.slice(1)));
  response.end(JSON.stringify({ sum, ...globalThis.calls }));
}).listen(0, function () { console.log('listening on ' + this.address().port); });
`;

const program = {
  '.gitignore': 'node_modules\n',
  'package.json': '{"name":"traced"}\n',
  'hook.cjs': hook,
  'hook.mjs':
    "import { register } from 'node:module';\nregister('@opentelemetry/instrumentation/hook.mjs', import.meta.url);\nawait import('./hook.cjs');\n",
  'price.cjs':
    "const { enter } = require('ledger');\nexports.price = function price(n) {\n  return enter(n) + 1;\n};\n",
  'price.mjs': "import { enter } from 'ledger';\nexport function price(n) {\n  return enter(n) + 1;\n}\n",
  'main.cjs': `const { createServer } = require('node:http');\nconst { price } = require('./price.cjs');\n${serve}`,
  'main.mjs': `import { createServer } from 'node:http';\nimport { price } from './price.mjs';\n${serve}`,
};

async function install(checkout: Checkout): Promise<Checkout> {
  await linkPackages(checkout.path, ['@opentelemetry/instrumentation', '@opentelemetry/api']);
  await mkdir(checkout.file('node_modules/ledger'), { recursive: true });
  await writeFile(checkout.file('node_modules/ledger/package.json'), '{"name":"ledger","version":"1.0.0"}');
  await writeFile(checkout.file('node_modules/ledger/index.js'), 'exports.enter = (amount) => amount * 2;\n');
  return checkout;
}

const starts = [
  { kind: 'mjs', order: 'first', options: ['-r', places.agent, '--import', './hook.mjs'] },
  { kind: 'mjs', order: 'last', options: ['--import', './hook.mjs', '--import', places.agent] },
  { kind: 'cjs', order: 'first', options: ['-r', places.agent, '-r', './hook.cjs'] },
  { kind: 'cjs', order: 'last', options: ['-r', './hook.cjs', '-r', places.agent] },
] as const;

for (const { kind, order, options } of starts) {
  test(`a function that OpenTelemetry wraps is patched behind the wrapper: ${kind}, the agent ${order}`, async (t) => {
    const ward = await Ward.open(t);
    const repository = await Repository.of(ward, program);
    const code = await install(await repository.clone('production'));
    const patient = await Patient.admit(ward, {
      nodeOptions: options,
      args: [`main.${kind}`],
      cwd: code.path,
      agent: false,
    });
    (await patient.wire()).close();
    const host = await patient.host();
    const ask = async (): Promise<unknown> => (await fetch(`http://${host}/2`)).json();
    assert.deepEqual(await ask(), { sum: 5, enter: 1, price: 1 });

    const checkout = await install(await repository.clone('checkout'));
    const engineer = new Engineer(ward, checkout.path);
    const drift = await engineer.json<{ clean: boolean }>('drift');
    assert.equal(drift.json.clean, true, drift.told);
    await checkout.edit(`price.${kind}`, 'enter(n) + 1', 'enter(n) + 10');
    // The thread that Node runs the hooks in is none of the application's.
    const plan = await engineer.json<PlanAnswer>('plan', `price.${kind}`);
    assert.deepEqual(plan.json.modules[0]?.warnings, [], plan.told);
    const patched = await engineer.json<{ id: string }>('patch', `price.${kind}`, '--yes', '-m', 'ten');
    assert.equal(patched.exit, 0, patched.told);
    assert.deepEqual(await ask(), { sum: 14, enter: 2, price: 2 });
    const rolledBack = await engineer.suture('rollback', patched.json.id, '--yes');
    assert.equal(rolledBack.exit, 0, rolledBack.told);
    assert.deepEqual(await ask(), { sum: 5, enter: 3, price: 3 });
  });
}
