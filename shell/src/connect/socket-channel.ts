import { type EventName, events } from '@suture/protocol/events.js';
import { type AgentFrame, agentFrameSchema, check, readFrame } from '@suture/protocol/frame.js';
import { type Greeting, protocolVersion } from '@suture/protocol/process.js';
import { type Method, type Requests, requests } from '@suture/protocol/requests.js';
import type { WebSocket } from 'ws';
import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';
import type { Address, AgentEvent, CallOptions, Channel } from './channel.ts';
import { targetOf } from './named.ts';
import { refusal } from './refusal.ts';
import { nameOf, openSocket } from './socket.ts';

interface Pending {
  readonly method: Method;
  readonly resolve: (result: unknown) => void;
  readonly reject: (failure: Failure) => void;
  /** Made when the call was made, so that its stack names the caller. */
  readonly lost: Failure;
  readonly timer: NodeJS.Timeout;
}

const sameVersion = 'Use the same version of the shell and of @suture/agent.';

/** A {@link Channel} over a WebSocket. */
class SocketChannel implements Channel {
  readonly address: Address;
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, Pending>();
  readonly #eventListeners = new Set<(event: AgentEvent) => void>();
  readonly #closeListeners = new Set<() => void>();
  #greeting: Greeting | undefined;
  #lastId = 0;
  #closed = false;

  constructor(address: Address, socket: WebSocket) {
    this.address = address;
    this.#socket = socket;
    socket.on('message', (data: Buffer, binary) => this.#receive(binary ? '' : data.toString('utf8')));
    socket.on('close', () => this.#end());
    socket.on('error', () => socket.terminate());
  }

  get greeting(): Greeting {
    if (!this.#greeting) throw new Error('the channel has not greeted yet');
    return this.#greeting;
  }

  /** Asks who answers and refuses a protocol that this shell does not speak. */
  async greet(): Promise<void> {
    const greeting = await this.call('greet', {}, { timeoutMs: limits.connectMs });
    if (greeting.protocol !== protocolVersion) {
      throw new Failure(
        'protocol_version',
        `The agent of ${greeting.name} speaks protocol ${greeting.protocol}, this shell speaks ${protocolVersion}.`,
        { hint: sameVersion, exit: 'usage' },
      );
    }
    this.#greeting = greeting;
  }

  async call<M extends Method>(
    method: M,
    params: Requests[M]['params'],
    options: CallOptions = {},
  ): Promise<Requests[M]['result']> {
    const lost = new Failure('connection_lost', `The connection to ${this.#name()} was lost during "${method}".`, {
      hint: '`suture ls` says whether the process still runs.',
      exit: 'unreachable',
    });
    if (this.#closed) throw this.#notSent(method);
    const id = ++this.#lastId;
    const answer = await new Promise<unknown>((resolve, reject) => {
      const timeoutMs = options.timeoutMs ?? limits.answerMs;
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(this.#tooLate(method, timeoutMs));
      }, timeoutMs);
      this.#pending.set(id, { method, resolve, reject, lost, timer });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
    const result = check<Requests[M]['result']>(requests[method].result, answer);
    if (result.ok) return result.value;
    throw new Failure('bad_answer', `The answer to "${method}" is not one that this shell knows: ${result.message}.`, {
      hint: sameVersion,
      exit: 'usage',
    });
  }

  onEvent(listener: (event: AgentEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  onClose(listener: () => void): () => void {
    if (this.#closed) listener();
    else this.#closeListeners.add(listener);
    return () => this.#closeListeners.delete(listener);
  }

  close(): void {
    this.#socket.close(1000);
    // The shell may be about to exit; an agent that does not answer the close must not hold it up.
    const timer = setTimeout(() => this.#socket.terminate(), 500);
    timer.unref();
    this.#socket.once('close', () => clearTimeout(timer));
    this.#end();
  }

  #name(): string {
    return this.#greeting ? `${this.#greeting.name} (${targetOf(this.#greeting)})` : nameOf(this.address);
  }

  /** Unlike `connection_lost` this is certain: the agent never saw the request. */
  #notSent(method: Method): Failure {
    return new Failure('not_connected', `The connection to ${this.#name()} ended before "${method}" was sent.`, {
      hint: '`suture ls` says whether the process still runs.',
      exit: 'unreachable',
    });
  }

  #tooLate(method: Method, timeoutMs: number): Failure {
    return new Failure('timed_out', `${this.#name()} did not answer "${method}" within ${timeoutMs / 1000} s.`, {
      hint: 'The machine or the agent is overloaded; try again.',
      exit: 'unreachable',
    });
  }

  #receive(text: string): void {
    const frame = readFrame<AgentFrame>(agentFrameSchema, text);
    if (!frame.ok) {
      // Nothing after a broken frame can be trusted; pending calls fail as lost.
      this.#socket.terminate();
      return;
    }
    if ('event' in frame.value) this.#tell(frame.value.event, frame.value.data);
    else this.#answer(frame.value);
  }

  #answer(frame: Exclude<AgentFrame, { event: string }>): void {
    const pending = frame.id === null ? undefined : this.#pending.get(frame.id);
    // An answer that came after its time is no error.
    if (!pending || frame.id === null) return;
    this.#pending.delete(frame.id);
    clearTimeout(pending.timer);
    if ('error' in frame) pending.reject(refusal(frame.error, pending.lost));
    else pending.resolve(frame.result);
  }

  #tell(name: string, data: unknown): void {
    // An event that a newer agent has and this shell does not know is nothing to fail about.
    if (!Object.hasOwn(events, name)) return;
    const checked = check<unknown>(events[name as EventName], data);
    if (!checked.ok) return;
    const event = { event: name, data: checked.value } as AgentEvent;
    for (const listener of this.#eventListeners) listener(event);
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const pending of this.#pending.values()) {
      clearTimeout(pending.timer);
      pending.reject(pending.lost);
    }
    this.#pending.clear();
    for (const listener of this.#closeListeners) listener();
    this.#closeListeners.clear();
  }
}

/** Connects to an agent and greets it. */
export async function openChannel(address: Address): Promise<Channel> {
  const channel = new SocketChannel(address, await openSocket(address));
  try {
    await channel.greet();
    return channel;
  } catch (error) {
    channel.close();
    throw error;
  }
}
