import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clonesWith } from '../patient/dependencies.ts';
import { nodeMajor } from '../patient/node-version.ts';
import { Patient } from '../patient/patient.ts';
import { type Checkout, Repository } from '../patient/repository.ts';
import { Subscriber } from '../patient/subscriber.ts';
import { Ward } from '../patient/ward.ts';
import { walk } from './journey.ts';

const program = {
  '.gitignore': 'node_modules\n',
  'package.json': '{"name":"quotes","type":"module"}\n',
  'src/price.ts': `import type { Order } from './order.ts';

export class Prices {
  #unit: number = 3;

  quote({ count }: Order): number {
    return this.#unit * count;
  }
}
`,
  'src/order.ts': 'export interface Order {\n  readonly count: number;\n}\n',
  'src/server.ts': `import { WebSocketServer, type WebSocket } from 'ws';
import type { Order } from './order.ts';
import { Prices } from './price.ts';

const prices = new Prices();
const server = new WebSocketServer({ port: 0 }, () => {
  console.log('listening on ' + (server.address() as { port: number }).port);
});
server.on('connection', (socket: WebSocket) => {
  let quotes: number = 0;
  socket.on('message', (text) => {
    quotes += 1;
    socket.send(\`#\${quotes}: \${prices.quote(JSON.parse(String(text)) as Order)}\`);
  });
});
`,
};

async function serve(ward: Ward, code: Checkout, agent: boolean): Promise<Subscriber> {
  const patient = await Patient.admit(ward, {
    args: ['src/server.ts'],
    cwd: code.path,
    agent,
  });
  return Subscriber.connect(ward, `ws://${await patient.host()}`);
}

const skip = nodeMajor < 22 && 'Node 20 cannot strip types; `npm run test:nodes` runs this on 22, 24 and 26';

test('a TypeScript program that Node strips itself is mended under an open WebSocket', { skip }, async (t) => {
  const ward = await Ward.open(t);
  const clone = clonesWith(await Repository.of(ward, program), ['ws']);
  const subscriber = await serve(ward, await clone('production'), true);
  const checkout = await clone('checkout');
  const quote = async (who: Subscriber): Promise<string> => (await who.ask('{"count":7}')).replace(/^#\d+: /, '');

  await walk({
    ward,
    checkout,
    files: ['src/price.ts'],
    functions: ['quote'],
    edit: () =>
      checkout.edit(
        'src/price.ts',
        'return this.#unit * count;',
        'const rebate: number = count > 5 ? 1 : 0;\n    return this.#unit * count - rebate;',
      ),
    probe: () => quote(subscriber),
    before: '21',
    after: '20',
    restarted: async (branch) => quote(await serve(ward, await clone('restarted', branch), false)),
  });
  assert.equal(subscriber.closed, '');
  assert.match(
    await subscriber.ask('{"count":1}'),
    /^#([6-9]|\d\d): 3$/,
    'the closure of the connection kept its count',
  );
});
