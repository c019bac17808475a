import assert from 'node:assert/strict';
import { join } from 'node:path';
import { loadEdit, type LoadedEdit, type Step } from '../../../shell/dist/change/load-edit.js';
import type { Channel } from '../../../shell/dist/connect/channel.js';
import { openChannel } from '../../../shell/dist/connect/socket-channel.js';
import { Failure } from '../../../shell/dist/failure.js';
import { Outbox } from '../../../shell/dist/record/outbox.js';
import { type Desk, takeDesk } from './desk.ts';

/** The edit of a desk on its way into the process and into the record. */
export class EditOnItsWay {
  readonly desk: Desk;
  readonly channel: Channel;
  readonly outbox: Outbox;

  private constructor(desk: Desk, channel: Channel) {
    this.desk = desk;
    this.channel = channel;
    this.outbox = new Outbox(join(desk.seat.home, 'state', 'suture', 'outbox'));
  }

  static async begin(): Promise<EditOnItsWay> {
    const desk = await takeDesk();
    return new EditOnItsWay(desk, await openChannel({ kind: 'socket', path: desk.agent.socketPath }));
  }

  /** Loads and records it. */
  load(onStep?: (step: Step, id: string) => void): Promise<LoadedEdit> {
    return loadEdit({
      channel: this.channel,
      outbox: this.outbox,
      planned: this.desk.place.planned,
      why: 'it was too cheap',
      author: { name: 'Ada', email: 'ada@example.org' },
      ...(onStep && { onStep }),
    });
  }

  /** Loads it in vain; gives the failure. */
  async failure(): Promise<Failure> {
    const error = await this.load().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof Failure, String(error));
    return error;
  }

  /** How often the process was asked to load something. */
  get loads(): number {
    return this.desk.agent.methods.filter((method) => method === 'load').length;
  }

  /** The states of what is in the outbox. */
  async states(): Promise<string[]> {
    return (await this.outbox.entries()).map(({ state }) => state);
  }

  async end(): Promise<void> {
    this.channel.close();
    await this.desk.seat.leave();
  }
}
