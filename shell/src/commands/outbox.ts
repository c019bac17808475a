import type { Command } from 'commander';
import type { RecordRow } from '../change/waiting-records.ts';
import type { Channel } from '../connect/channel.ts';
import { named } from '../connect/named.ts';
import { type Exit, Failure } from '../failure.ts';
import type { Outbox } from '../record/outbox.ts';
import type { Invocation, Run } from './invocation.ts';

interface Options {
  readonly retry?: true;
}

/** Defines `suture outbox`. */
export function defineOutbox(program: Command, run: Run): void {
  program
    .command('outbox')
    .description('list the records that have not landed yet: of this machine, and of the processes it can reach')
    .option('--retry', 'finish them')
    .action((options: Options) => run((invocation) => (options.retry ? retry(invocation) : list(invocation))));
}

async function list(invocation: Invocation): Promise<Exit> {
  const { waitingRecords } = await import('../change/waiting-records.ts');
  const outbox = await invocation.outbox();
  const channels = await reach(invocation);
  const rows = await waitingRecords(outbox, channels);
  await tell(invocation, outbox, channels, rows);
  return 'done';
}

async function retry(invocation: Invocation): Promise<Exit> {
  const [{ finishRecords }, { findCheckout }, { forkQuestion }] = await Promise.all([
    import('../change/waiting-records.ts'),
    import('../change/checkout.ts'),
    import('../print/confirm.ts'),
  ]);
  const checkout = await findCheckout(invocation.cwd);
  const outbox = await invocation.outbox();
  const channels = await reach(invocation);
  const rows = await finishRecords(outbox, channels, checkout, forkQuestion(invocation.output));
  await tell(invocation, outbox, channels, rows);
  const [stuck, ...others] = rows.filter(({ waiting }) => waiting);
  if (!stuck?.waiting) return 'done';
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  throw new Failure('not_recorded', `The record of ${stuck.id} has not landed${more}: ${stuck.waiting.message}`, {
    hint: stuck.waiting.hint,
    exit: 'notRecorded',
  });
}

/** Lists records; says what has become of landed ones, and which entries are damaged. */
async function tell(
  invocation: Invocation,
  outbox: Outbox,
  channels: readonly Channel[],
  rows: readonly RecordRow[],
): Promise<void> {
  const { output } = invocation;
  const [{ recordTable }, { lookAgainAt }] = await Promise.all([
    import('../print/tables.ts'),
    import('../change/look-again.ts'),
  ]);
  output.document(rows.map(document));
  output.text(rows.length > 0 ? recordTable(rows) : 'Every record has landed.');
  for (const note of await lookAgainAt(invocation, channels)) output.note(note);
  for (const { name, why, kept } of await outbox.aside()) output.note(`Note: ${name} is not used, ${why}: see ${kept}`);
}

/** A named process has to answer; without a name the outbox is listed even when no process runs. */
async function reach(invocation: Invocation): Promise<Channel[]> {
  return invocation.target === undefined ? invocation.openEvery() : [await invocation.open()];
}

function document({ id, record, waiting, target }: RecordRow): object {
  return {
    id,
    state: record.state,
    lastError: waiting?.message ?? null,
    nextTry: waiting?.retryAt ?? null,
    target: named(target),
    record,
  };
}
