import { Agent, request } from 'node:http';
import { WebSocket } from 'ws';

/** What the clients have seen since some moment. */
export interface Counts {
  readonly requests: number;
  /** Answers 500 to orders that carry the voucher of last season. */
  readonly bug: number;
  /** Every other request that was not answered as it should be. */
  readonly failed: number;
  /** WebSocket connections that ended. */
  readonly dropped: number;
  /** Orders that came over the feeds. */
  readonly messages: number;
}

const httpClients = 8;
const feedClients = 12;
const pauseMs = 30;
const oldVoucher = 'SUMMER25';

/** Customers of the service: HTTP clients that keep their connections, and subscribers of the live feed. */
export class Load {
  readonly #address: URL;
  readonly #agent: Agent = new Agent({ keepAlive: true, maxSockets: httpClients });
  readonly #feeds: WebSocket[] = [];
  readonly #now: { -readonly [K in keyof Counts]: number } = {
    requests: 0,
    bug: 0,
    failed: 0,
    dropped: 0,
    messages: 0,
  };
  readonly #clients: Promise<void>[] = [];
  #closed = false;
  #order = 0;

  constructor(address: string) {
    this.#address = new URL(address);
  }

  /** How many clients of each kind there are. */
  static readonly size: { readonly http: number; readonly feeds: number } = { http: httpClients, feeds: feedClients };

  /** Connects every client and lets them order. */
  async open(): Promise<void> {
    await Promise.all(Array.from({ length: feedClients }, () => this.#subscribe()));
    for (let client = 0; client < httpClients; client += 1) this.#clients.push(this.#shop());
  }

  /** The counts so far. */
  get counts(): Counts {
    return { ...this.#now };
  }

  /** Waits for a number of further requests and gives what came of them. */
  async next(requests: number): Promise<Counts> {
    const before = this.counts;
    while (!this.#closed && this.#now.requests - before.requests < requests) await pause();
    return since(before, this.counts);
  }

  /** Lets requests under way come to their end, then disconnects. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.all(this.#clients);
    for (const feed of this.#feeds) feed.terminate();
    this.#agent.destroy();
  }

  /** Drops everything at once. */
  abort(): void {
    this.#closed = true;
    for (const feed of this.#feeds) feed.terminate();
    this.#agent.destroy();
  }

  #subscribe(): Promise<void> {
    return new Promise((resolve, reject) => {
      const feed = new WebSocket(new URL('/feed', this.#address.href.replace(/^http/, 'ws')));
      this.#feeds.push(feed);
      feed.once('open', () => resolve());
      feed.on('error', reject);
      feed.on('message', () => {
        this.#now.messages += 1;
      });
      feed.on('close', () => {
        if (!this.#closed) this.#now.dropped += 1;
      });
    });
  }

  async #shop(): Promise<void> {
    while (!this.#closed) {
      this.#order += 1;
      const voucher = [undefined, 'WELCOME10', undefined, oldVoucher, 'AUTUMN15'][this.#order % 5];
      const answer = await this.#post({
        customer: `customer ${this.#order % 50}`,
        lines: [{ sku: 'tea', quantity: 1 + (this.#order % 3), unitPrice: 450 }],
        ...(voucher === undefined ? {} : { voucher }),
      });
      if (this.#closed) return;
      this.#now.requests += 1;
      if (answer === 500 && voucher === oldVoucher) this.#now.bug += 1;
      else if (answer !== 201) this.#now.failed += 1;
      await pause();
    }
  }

  /** Gives the status of the answer, or what went wrong with the connection. */
  #post(order: object): Promise<number | string> {
    return new Promise((resolve) => {
      const body = JSON.stringify(order);
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const sent = request(
        new URL('/orders', this.#address),
        { method: 'POST', agent: this.#agent, headers },
        (answer) => {
          answer.resume();
          answer.once('end', () => resolve(answer.statusCode ?? 'no status'));
          answer.once('error', (error) => resolve(error.message));
        },
      );
      sent.once('error', (error) => resolve(error.message));
      sent.end(body);
    });
  }
}

/** What was counted between two moments. */
export function since(before: Counts, after: Counts): Counts {
  return {
    requests: after.requests - before.requests,
    bug: after.bug - before.bug,
    failed: after.failed - before.failed,
    dropped: after.dropped - before.dropped,
    messages: after.messages - before.messages,
  };
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pauseMs));
}
