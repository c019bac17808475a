import type { Seen } from '../change/seen-log.ts';
import type { Channel } from '../connect/channel.ts';
import { targetOf } from '../connect/named.ts';
import { type Exit, Failure } from '../failure.ts';
import type { Output } from '../print/output.ts';
import type { Outbox } from '../record/outbox.ts';

/** What a command does once its arguments are read; gives how it ended. */
type Act = (invocation: Invocation) => Promise<Exit>;

/** Runs what a command does; given to every command where it is defined. */
export type Run = (act: Act) => Promise<void>;

/** A process that one is attached to already: a command at the prompt is about that one. */
export interface Attached {
  readonly channel: Channel;
  onInterrupt(listener: () => void): void;
  /** Remembers what was seen of a function. */
  saw(seen: Seen): void;
}

/** Where a command is called. */
interface Seat {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly target: string | undefined;
  readonly attached?: Attached;
}

/** One run of the shell: where it was called, where it prints, which process it is about. */
export class Invocation {
  readonly output: Output;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly #channels: Channel[] = [];
  readonly #target: string | undefined;
  readonly #attached: Attached | undefined;

  constructor(output: Output, where: Seat) {
    this.output = output;
    this.env = where.env;
    this.cwd = where.cwd;
    this.#target = where.target;
    this.#attached = where.attached;
  }

  /** Name, pid, path or address of the process, if one was given. */
  get target(): string | undefined {
    if (this.#attached) return targetOf(this.#attached.channel.greeting);
    const target = this.#target ?? (this.env['SUTURE_TARGET'] || undefined);
    if (target !== '') return target;
    throw new Failure('bad_target', 'The target is empty.', {
      hint: 'Give a name, a pid, the path of a socket or an address; `suture ls` lists them.',
      exit: 'usage',
    });
  }

  /** Remembers what was seen of a function, for as long as one is attached. */
  saw(seen: Seen): void {
    this.#attached?.saw(seen);
  }

  /** Opens a channel to the process that is meant. */
  async open(target: string | undefined = this.target): Promise<Channel> {
    if (this.#attached) return this.#attached.channel;
    const [{ openTarget }, { runFolder }] = await Promise.all([
      import('../connect/target.ts'),
      import('../connect/run-folder.ts'),
    ]);
    const channel = await openTarget(target, runFolder(this.env));
    this.#channels.push(channel);
    return channel;
  }

  /** Opens a channel to every live agent on this machine. */
  async openEvery(): Promise<Channel[]> {
    const [{ openEvery }, { runFolder }] = await Promise.all([
      import('../connect/target.ts'),
      import('../connect/run-folder.ts'),
    ]);
    const channels = await openEvery(runFolder(this.env));
    this.#channels.push(...channels);
    return channels;
  }

  /** Calls back when the person at the terminal wants what runs to end; without a listener the command ends at once. */
  onInterrupt(listener: () => void): void {
    if (this.#attached) this.#attached.onInterrupt(listener);
    else process.once('SIGINT', listener);
  }

  /** Gives the outbox of this user. */
  async outbox(): Promise<Outbox> {
    const { Outbox, outboxFolder } = await import('../record/outbox.ts');
    return new Outbox(outboxFolder(this.env));
  }

  /** Ends every channel. May be called twice. */
  close(): void {
    for (const channel of this.#channels.splice(0)) channel.close();
  }
}
