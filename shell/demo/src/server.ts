import Fastify from 'fastify';
import { Book } from './book.js';
import { openFeed } from './feed.js';
import { type NewOrder, quote } from './pricing.js';

const orderSchema = {
  type: 'object',
  required: ['customer', 'lines'],
  properties: {
    customer: { type: 'string' },
    voucher: { type: 'string' },
    lines: {
      type: 'array',
      items: {
        type: 'object',
        required: ['sku', 'quantity', 'unitPrice'],
        properties: { sku: { type: 'string' }, quantity: { type: 'integer' }, unitPrice: { type: 'integer' } },
      },
    },
  },
};

const app = Fastify({ logger: { level: 'error' } });
const book = new Book();
const feed = openFeed(app.server, book);

app.post<{ Body: NewOrder }>('/orders', { schema: { body: orderSchema } }, async (request, reply) => {
  const placed = book.place(request.body, quote(request.body));
  return reply.code(201).send(placed);
});

app.get<{ Params: { id: string } }>('/orders/:id', async (request, reply) => {
  const order = book.find(Number(request.params.id));
  return order ?? reply.code(404).send({ error: 'no such order' });
});

app.get('/health', async () => ({ orders: book.size, subscribers: feed.subscribers() }));

const address = await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT ?? 3000) });
console.log(`orders listens on ${address}`);
