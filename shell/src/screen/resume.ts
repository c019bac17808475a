import type { Channel } from '../connect/channel.ts';

/** How often an attached shell looks whether a record has become due. */
const lookMs = 10_000;

/** What resuming works with. */
export interface ResumeOptions {
  readonly channel: () => Channel;
  /** Finishes the records that are due; gives a line for each that landed. */
  readonly finish: (channel: Channel) => Promise<string[]>;
  readonly said: (lines: readonly string[]) => void;
  readonly everyMs?: number;
}

/**
 * Finishes what waits while a shell is attached: when it is opened, and whenever the time of a record has come. Whatever
 * fails is tried again; the lists say where each record is.
 */
export class Resume {
  readonly #options: ResumeOptions;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: ResumeOptions) {
    this.#options = options;
    void this.#look();
  }

  /** Ends it; may be called twice. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    const { channel, finish, said, everyMs = lookMs } = this.#options;
    try {
      const lines = await finish(channel());
      if (!this.#closed && lines.length > 0) said(lines);
    } catch {
      // The connection may be lost, or the outbox unreadable: the next look tells.
    }
    if (!this.#closed) this.#timer = setTimeout(() => void this.#look(), everyMs);
  }
}
