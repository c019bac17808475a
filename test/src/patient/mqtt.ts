import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Ward } from './ward.ts';

/** A client of an MQTT 3.1.1 broker that publishes and hears of messages without acknowledgement. */
export class MqttClient {
  readonly heard: { readonly topic: string; readonly payload: string }[] = [];
  readonly #socket: Socket;
  #rest = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', () => {});
  }

  /** Connects, and subscribes to a topic if one is given. */
  static async connect(ward: Ward, port: number, id: string, topic?: string): Promise<MqttClient> {
    const socket = connect(port, '127.0.0.1');
    ward.beforeClosing(() => void socket.destroy());
    await once(socket, 'connect');
    const client = new MqttClient(socket);
    client.#send(0x10, [text('MQTT'), Buffer.from([4, 2, 0, 0]), text(id)]);
    if (topic !== undefined) client.#send(0x82, [Buffer.from([0, 1]), text(topic), Buffer.from([0])]);
    return client;
  }

  publish(topic: string, payload: string): void {
    this.#send(0x30, [text(topic), Buffer.from(payload)]);
  }

  close(): void {
    this.#socket.destroy();
  }

  // Short packets alone: their length takes one byte.
  #send(head: number, parts: readonly Buffer[]): void {
    const body = Buffer.concat(parts);
    this.#socket.write(Buffer.concat([Buffer.from([head, body.length]), body]));
  }

  #receive(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= 2 && this.#rest.length >= 2 + (this.#rest[1] ?? 0)) {
      const length = this.#rest[1] ?? 0;
      const body = this.#rest.subarray(2, 2 + length);
      if ((this.#rest[0] ?? 0) >> 4 === 3) {
        const end = 2 + body.readUInt16BE(0);
        this.heard.push({ topic: body.toString('utf8', 2, end), payload: body.toString('utf8', end) });
      }
      this.#rest = this.#rest.subarray(2 + length);
    }
  }
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
}
