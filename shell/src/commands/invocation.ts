import type { Channel } from '../connect/channel.ts';
import { type Exit, Failure } from '../failure.ts';
import type { Output } from '../print/output.ts';
import type { Outbox } from '../record/outbox.ts';

/** What a command does once its arguments are read; gives how it ended. */
type Act = (invocation: Invocation) => Promise<Exit>;

/** Runs what a command does; given to every command where it is defined. */
export type Run = (act: Act) => Promise<void>;

/** One run of the shell: where it was called, where it prints, which process it is about. */
export class Invocation {
  readonly output: Output;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly #channels: Channel[] = [];
  readonly #target: string | undefined;

  constructor(output: Output, where: { env: NodeJS.ProcessEnv; cwd: string; target: string | undefined }) {
    this.output = output;
    this.env = where.env;
    this.cwd = where.cwd;
    this.#target = where.target;
  }

  /** Name, pid, path or address of the process, if one was given. */
  get target(): string | undefined {
    const target = this.#target ?? (this.env['SUTURE_TARGET'] || undefined);
    if (target !== '') return target;
    throw new Failure('bad_target', 'The target is empty.', {
      hint: 'Give a name, a pid, the path of a socket or an address; `suture ls` lists them.',
      exit: 'usage',
    });
  }

  /** Opens a channel to the process that is meant. */
  async open(target: string | undefined = this.target): Promise<Channel> {
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
