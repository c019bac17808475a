import type { Seen } from '../change/seen-log.ts';
import type { AgentEvent, Channel } from '../connect/channel.ts';
import type { Doing } from '@suture/protocol/presence.js';
import { personOf } from '../change/author.ts';
import { isSameThread } from '../connect/named.ts';
import { sanitizeLine } from '../print/sanitize.ts';
import { othersText } from '../print/who-text.ts';
import { countPatches } from './answers.ts';
import { Arming } from './arming.ts';
import { carryOut, type Standing } from './carry-out.ts';
import { InlineTree } from './inline-tree.ts';
import { Inquiry } from './inquiry.ts';
import type { Command } from './state/command.ts';
import type { Action } from './state/state.ts';
import { type Printed, say } from './theme.ts';
import { words } from './words.ts';

/** Where the shell was started. */
export interface Seat {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What the conversation is held with. */
export interface ConversationOptions {
  readonly channel: Channel;
  /** Opens the channel again after it was lost. */
  readonly reopen: (lost: Channel) => Promise<Channel>;
  readonly colours: boolean;
  readonly seat: Seat;
  /** Width of the terminal, for what is laid out in columns. */
  readonly columns: () => number;
  readonly dispatch: (action: Action) => void;
  /** Told of every event of the process. */
  readonly heard: (event: AgentEvent) => void;
  /** Remembers what was seen of a function. */
  readonly saw: (seen: Seen) => void;
  /** Told when the connection is lost, and of the new one. */
  readonly connected: (channel: Channel | undefined) => void;
}

const statusEveryMs = 2_000;
const firstRetryMs = 500;
/** On this machine a try costs next to nothing, and somebody waits for a process that is being restarted. */
const longestRetryMs = { socket: 2_000, network: 15_000 };

/**
 * The talk with one process: commands one at a time, its health every two seconds, its events; and when the connection is lost,
 * another try, again and again, later and later.
 */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #questions = new Map<number, (yes: boolean) => void>();
  readonly #interrupts = new Map<number, () => void>();
  /** Who waits for the next connection. */
  readonly #awaiting = new Set<(channel: Channel) => void>();
  readonly #arming: Arming;
  readonly #tree: InlineTree = new InlineTree();
  /** The questions about the line that is being typed. */
  readonly inquiry: Inquiry;
  #channel: Channel;
  #polling: NodeJS.Timeout | undefined;
  #retrying: NodeJS.Timeout | undefined;
  #closed = false;
  #doing: Doing | null = null;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#channel = options.channel;
    this.#arming = new Arming(options.dispatch);
    this.inquiry = new Inquiry({ channel: () => this.#channel, cwd: options.seat.cwd, dispatch: options.dispatch });
    this.#listen(options.channel);
  }

  /** The connection of now. */
  get channel(): Channel {
    return this.#channel;
  }

  /** Tells the others what is about to be done here; null for nothing. */
  present(doing: Doing | null): void {
    this.#doing = doing;
    void this.#introduce(this.#channel);
  }

  /** Carries out a command; its answer comes as an action. */
  async run(id: number, command: Command, standing: Standing): Promise<void> {
    const { dispatch, colours, seat, columns, saw } = this.#options;
    const channel = this.#channel;
    const said = (lines: readonly Printed[]): void => dispatch({ type: 'said', lines });
    const ask = (question: string): Promise<boolean> => this.#ask(id, question);
    const onInterrupt = (listener: () => void): void => {
      this.#interrupts.set(id, listener);
      dispatch({ type: 'endable', id });
    };
    const lines = await carryOut(command, standing, {
      channel,
      regained: () => new Promise((resolve) => this.#awaiting.add(resolve)),
      lost: () => said([say(words.stillAsked, 'warning')]),
      scope: (module) => dispatch({ type: 'scoped', module }),
      arming: this.#arming,
      tree: this.#tree,
      plain: { channel, ...seat, colours, columns: columns(), said, ask, onInterrupt, saw },
    });
    this.#interrupts.delete(id);
    if (!this.#closed) dispatch({ type: 'answered', id, lines });
  }

  /** Ends what runs under an id, where it can be ended. */
  interrupt(id: number): void {
    this.#interrupts.get(id)?.();
  }

  /** Hands the answer to a question over. */
  answer(id: number, yes: boolean): void {
    const settle = this.#questions.get(id);
    this.#questions.delete(id);
    settle?.(yes);
  }

  /** Ends the conversation. May be called twice. */
  close(): void {
    this.#closed = true;
    this.#arming.close();
    this.inquiry.close();
    clearTimeout(this.#polling);
    clearTimeout(this.#retrying);
    for (const id of this.#questions.keys()) this.answer(id, false);
    this.#channel.close();
  }

  #ask(id: number, question: string): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#questions.set(id, resolve);
      this.#options.dispatch({ type: 'asked', id, question });
    });
  }

  #listen(channel: Channel): void {
    const { dispatch } = this.#options;
    channel.onEvent((event) => {
      if (this.#closed) return;
      this.#options.heard(event);
      if (event.event === 'attached') dispatch({ type: 'attached', attached: event.data.attached });
      else if (event.event === 'alarm') {
        dispatch({ type: 'said', lines: [say(sanitizeLine(event.data.message), 'warning')] });
      } else if (event.event === 'patch') void this.#countPatches(channel);
      else if (event.event === 'presence') dispatch({ type: 'others', text: othersText(event.data.present) });
    });
    channel.onClose(() => this.#lost(1));
    void this.#introduce(channel);
    void this.#countPatches(channel);
    void this.#poll(channel);
  }

  async #introduce(channel: Channel): Promise<void> {
    try {
      const who = (await personOf(this.#options.seat.cwd)) ?? null;
      await channel.call('present', { who, doing: this.#doing });
    } catch {
      // An older agent knows nothing of it; a lost connection is told by the channel itself.
    }
  }

  async #countPatches(channel: Channel): Promise<void> {
    try {
      const counts = countPatches(await channel.call('patches', {}));
      if (!this.#closed) this.#options.dispatch({ type: 'patches', ...counts });
    } catch {
      // The next event or the next connection asks again.
    }
  }

  /** The next question is asked only after the last answer: a slow process is not asked faster than it answers. */
  async #poll(channel: Channel): Promise<void> {
    try {
      const status = await channel.call('status', {});
      if (!this.#closed) this.#options.dispatch({ type: 'status', status });
    } catch {
      // A lost connection is told by the channel itself.
    }
    if (this.#closed || channel !== this.#channel) return;
    this.#polling = setTimeout(() => void this.#poll(channel), statusEveryMs);
  }

  #lost(attempt: number): void {
    if (this.#closed) return;
    clearTimeout(this.#polling);
    if (attempt === 1) this.#options.connected(undefined);
    const mostMs = longestRetryMs[this.#channel.address.kind];
    const waitMs = Math.min(mostMs, firstRetryMs * 2 ** Math.min(attempt - 1, 10)) * (0.75 + Math.random() / 2);
    this.#options.dispatch({ type: 'lost', attempt, waitMs });
    this.#retrying = setTimeout(() => void this.#retry(attempt), waitMs);
  }

  async #retry(attempt: number): Promise<void> {
    let channel: Channel;
    try {
      channel = await this.#options.reopen(this.#channel);
    } catch {
      this.#lost(attempt + 1);
      return;
    }
    if (this.#closed) {
      channel.close();
      return;
    }
    const before = this.#channel.greeting;
    this.#channel = channel;
    const { greeting } = channel;
    const same = isSameThread(before, greeting);
    // Handles end with the connection.
    this.#tree.forget();
    if (!same) this.#arming.disarm();
    const line = same ? say(words.regained, 'good') : say(words.restarted, 'warning');
    this.#options.dispatch({ type: 'said', lines: [line] });
    this.#options.dispatch({ type: 'regained', greeting });
    this.#listen(channel);
    this.#options.connected(channel);
    for (const resolve of this.#awaiting) resolve(channel);
    this.#awaiting.clear();
  }
}
