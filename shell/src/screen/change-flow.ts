import { dirname, join, resolve } from 'node:path';
import { authorOf, personOf } from '../change/author.ts';
import { checkoutOf, findCheckout } from '../change/checkout.ts';
import { beginDraft, type Draft, dropDraft, leftDraft, readDraft } from '../change/drafts.ts';
import { type LoadedEdit, loadEdit, type LoadRequest } from '../change/load-edit.ts';
import { type PlannedEdit, planEdit } from '../change/plan-edit.ts';
import { finishRecord, type MayFork, type RecordOutcome } from '../change/records.ts';
import { findPatch, type RolledBack, rollBack } from '../change/roll-back.ts';
import type { Patch } from '@suture/protocol/patch.js';
import type { Tryout } from '@suture/protocol/trial.js';
import type { Channel } from '../connect/channel.ts';
import type { Outbox } from '../record/outbox.ts';
import type { EditedFile } from '../source/edited-file.ts';
import { runEditor } from './editor.ts';

/** What a change is loaded with beside its plan. */
export type LoadOptions = Pick<LoadRequest, 'mayFork' | 'onStep' | 'seen'>;

/** The changes that can be made from the terminal; the same steps that the commands take. */
export interface ChangeFlow {
  /** Plans what lies in the working tree. */
  plan(channel: Channel, files: readonly string[], tryout: Tryout): Promise<PlannedEdit>;
  /** Plans a text that lies nowhere in the working tree. */
  planDraft(channel: Channel, edited: EditedFile, tryout: Tryout): Promise<PlannedEdit>;
  load(channel: Channel, planned: PlannedEdit, why: string, options?: LoadOptions): Promise<LoadedEdit>;
  /** Takes a record that has not landed as far as it goes. */
  record(channel: Channel, id: string, mayFork: MayFork): Promise<RecordOutcome>;
  findPatch(channel: Channel, prefix: string): Promise<Patch>;
  /** Finishes records of the process that wait and are due; gives a line for each that landed. */
  finishDue(channel: Channel): Promise<string[]>;
  rollBack(channel: Channel, patch: Patch): Promise<RolledBack>;
  /** Gives a canary to every call. */
  promote(channel: Channel, patch: Patch): Promise<Patch>;
  /** Lets a patch live without a record for this long from now on, such as `30m`. */
  extend(channel: Channel, patch: Patch, time: string, why: string): Promise<Patch>;
  /** Opens a file as it runs; `goesOn` is asked about a text of it that was not loaded, and says whether to go on with that one. */
  open(channel: Channel, file: string, goesOn: (at: Date, file: string) => Promise<boolean>): Promise<Draft>;
  /** Runs the editor of the person on a draft; the terminal has to be lent for it. */
  edit(draft: Draft, signal: AbortSignal): Promise<void>;
  /** What the editor left; undefined when it is what runs. */
  read(draft: Draft): Promise<EditedFile | undefined>;
  /** Ends a draft. */
  drop(draft: Draft): Promise<void>;
}

/** Makes changes from the checkout that a folder is in; that there is one is asked for only when a change is made. */
export function changeFlow(outbox: Outbox, folder: string, env: NodeJS.ProcessEnv): ChangeFlow {
  return {
    async plan(channel, files, tryout) {
      const checkout = await checkoutOf(folder);
      const paths = files.map((file) => resolve(folder, file));
      return planEdit(channel, { checkout, files: paths, typeCheck: true }, { tryout });
    },
    async planDraft(channel, edited, tryout) {
      const checkout = await checkoutOf(folder);
      return planEdit(channel, { checkout, files: [], drafts: [edited], typeCheck: true }, { tryout });
    },
    async load(channel, planned, why, options = {}) {
      const author = await authorOf(planned.checkout);
      return loadEdit({ channel, planned, outbox, why, author, ...options });
    },
    record: (channel, id, mayFork) => finishRecord(outbox, channel, id, mayFork),
    findPatch,
    async finishDue(channel) {
      const [{ finishDue }, { recordLine }] = await Promise.all([
        import('../change/waiting-records.ts'),
        import('../print/record-line.ts'),
      ]);
      const { keepTried } = await import('../change/keep-tried.ts');
      const stay = await keepTried(outbox, await channel.call('patches', {}), env);
      const rows = await finishDue(outbox, [channel], await findCheckout(folder));
      const landed = rows.filter(({ waiting }) => !waiting).map(({ id, record }) => `${id}: ${recordLine(record)}`);
      return [...stay, ...landed];
    },
    rollBack: async (channel, patch) => rollBack(channel, outbox, patch, { by: await personOf(folder) }),
    async promote(channel, patch) {
      const [{ promote, whyNotPromoted }, { keepTried }] = await Promise.all([
        import('../change/promote.ts'),
        import('../change/keep-tried.ts'),
      ]);
      const refusal = whyNotPromoted(patch);
      if (refusal) throw refusal;
      const promoted = await promote(channel, patch, { by: await personOf(folder) });
      await keepTried(outbox, [promoted], env);
      return promoted;
    },
    async extend(channel, { id }, time, why) {
      const { readLeaseTime } = await import('../commands/extend.ts');
      return channel.call('extend', { id, ms: readLeaseTime(time), why, by: await authorOf(folder) });
    },
    async open(channel, file, goesOn) {
      await checkoutOf(folder);
      const { runningFile } = await import('../source/running-file.ts');
      const drafts = join(dirname(outbox.folder), 'drafts');
      const { name } = channel.greeting;
      const running = await runningFile(channel, folder, file);
      const left = await leftDraft(drafts, name, running);
      if (left !== undefined && (await goesOn(left.at, left.draft.file))) return left.draft;
      return beginDraft(drafts, name, running);
    },
    edit: ({ file }, signal) => runEditor(file, env, signal),
    read: readDraft,
    drop: dropDraft,
  };
}
