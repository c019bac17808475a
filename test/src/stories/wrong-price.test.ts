import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Visitor } from '../patient/visitor.ts';
import { Ward } from '../patient/ward.ts';
import { OnCall, unharmed } from './on-call.ts';

// A plugin of Fastify, which is closures in closures: the rates are seen by nothing else.
const pricing = `'use strict';
module.exports = async function pricing(app, { rates }) {
  function quote(qty, order) {
    const rate = order.vip ? rates.std : rates.std;
    return qty * rate;
  }
  app.get('/quote/:qty', async ({ params, query }) => ({ total: quote(Number(params.qty), { vip: query.vip === '1' }) }));
};
`;
const shop = `'use strict';
const app = require('./fastify.js')();
app.register(require('./pricing.js'), { rates: { std: 3, vip: 2 } });
app.listen({ port: Number(process.argv[2]), host: '127.0.0.1' }).then(() => console.log('ready'));
`;

test('a wrong price of a loaded fastify is seen by watch, tried by replay, and mended from the shell', async (t) => {
  const ward = await Ward.open(t);
  const onCall = await OnCall.at(ward, 'fastify', {
    files: { 'pricing.js': pricing, 'shop.js': shop },
    args: (port) => ['shop.js', port],
    ready: 'ready',
  });
  const crowd = onCall.crowd('/quote/10');
  const customer = new Visitor(ward, `http://127.0.0.1:${onCall.port}`, '/quote/10?vip=1');
  const total = async (): Promise<unknown> => JSON.parse((await customer.get('/quote/10?vip=1')).body);
  assert.deepEqual(await total(), { total: 30 });

  // A line that is seldom reached among those that always are.
  await onCall.open(':watch pricing.js:quote --when order.vip --count 1', /#1 +\(10, \{ vip: true \}\) → 30/);
  await onCall.leave();
  await onCall.open(
    ':watch pricing.js:5 --locals rate,rates --count 1',
    /line 5: rate = 3, rates = \{ std: 3, vip: 2 \}/,
  );
  await onCall.leave();

  await onCall.checkout.edit('pricing.js', 'order.vip ? rates.std', 'order.vip ? rates.vip');
  const replayed = await onCall.ask(':replay 1 --plan pricing.js', /with the plan/);
  assert.match(replayed, /^recorded \S+ +30\nrunning now +30\nwith the plan +20\n/m);
  assert.deepEqual(await total(), { total: 30 });

  await onCall.load(':patch pricing.js -m "vips pay their own rate"');
  assert.deepEqual(await total(), { total: 20 });
  assert.deepEqual(await onCall.recorded('pricing.js'), [
    '-    const rate = order.vip ? rates.std : rates.std;',
    '+    const rate = order.vip ? rates.vip : rates.std;',
  ]);
  unharmed([...crowd, customer]);
  assert.ok(crowd.every(({ answers }) => answers > 100));
});
