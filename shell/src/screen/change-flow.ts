import { resolve } from 'node:path';
import { authorOf } from '../change/author.ts';
import { checkoutOf, findCheckout } from '../change/checkout.ts';
import { type LoadedEdit, loadEdit } from '../change/load-edit.ts';
import { type PlannedEdit, planEdit } from '../change/plan-edit.ts';
import { findPatch, type RolledBack, rollBack } from '../change/roll-back.ts';
import type { Patch } from '@suture/protocol/patch.js';
import type { Channel } from '../connect/channel.ts';
import type { Outbox } from '../record/outbox.ts';

/** The changes that can be made from the prompt; the same steps that the commands take. */
export interface ChangeFlow {
  plan(channel: Channel, files: readonly string[]): Promise<PlannedEdit>;
  load(channel: Channel, planned: PlannedEdit, why: string): Promise<LoadedEdit>;
  findPatch(channel: Channel, prefix: string): Promise<Patch>;
  /** Finishes records of the process that wait and are due; gives a line for each that landed. */
  finishDue(channel: Channel): Promise<string[]>;
  rollBack(channel: Channel, patch: Patch): Promise<RolledBack>;
}

/** Makes changes from the checkout that a folder is in; that there is one is asked for only when a change is made. */
export function changeFlow(outbox: Outbox, folder: string): ChangeFlow {
  return {
    async plan(channel, files) {
      const checkout = await checkoutOf(folder);
      return planEdit(channel, { checkout, files: files.map((file) => resolve(folder, file)), typeCheck: true });
    },
    async load(channel, planned, why) {
      const author = await authorOf(planned.checkout);
      return loadEdit({ channel, planned, outbox, why, author });
    },
    findPatch,
    async finishDue(channel) {
      const [{ finishDue }, { recordLine }] = await Promise.all([
        import('../change/waiting-records.ts'),
        import('../print/record-line.ts'),
      ]);
      const rows = await finishDue(outbox, [channel], await findCheckout(folder));
      return rows.filter(({ waiting }) => !waiting).map(({ id, record }) => `${id}: ${recordLine(record)}`);
    },
    rollBack: (channel, patch) => rollBack(channel, outbox, patch),
  };
}
