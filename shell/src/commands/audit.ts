import type { Command } from 'commander';
import { type Exit, Failure } from '../failure.ts';
import type { Invocation, Run } from './invocation.ts';

/** Defines `suture audit`. */
export function defineAudit(program: Command, run: Run): void {
  program
    .command('audit')
    .description('check the journals of the service entry by entry, and the commits that vouch for them')
    .action(() => run(checkJournals));
}

async function checkJournals(invocation: Invocation): Promise<Exit> {
  const { output, cwd } = invocation;
  const [{ auditText }, { findCheckout }, { vouchersOf }] = await Promise.all([
    import('../print/history-table.ts'),
    import('../change/checkout.ts'),
    import('../change/vouchers.ts'),
  ]);
  const channel = await invocation.open();
  const checkout = await findCheckout(cwd);
  const audit = await channel.call('audit', checkout === undefined ? {} : { vouchers: await vouchersOf(checkout) });
  output.text(auditText(audit, output.paint));
  if (audit.ok) {
    output.document(audit);
    return 'done';
  }
  const [bad] = audit.files.filter(({ state }) => state !== 'whole' && state !== 'torn');
  const unmet = audit.vouched?.find(({ state }) => state === 'missing');
  const why = bad
    ? `${bad.file}: ${bad.note ?? bad.state}`
    : `the commit of patch ${unmet?.patch ?? ''} names the entry ${unmet?.head ?? ''}, and the journals lack the one or the other`;
  throw new Failure('audit_failed', `The journals do not hold: ${why}.`, {
    hint: 'Keep the files as they are; the trailers Suture-Audit of the commits say what once was there.',
    exit: 'no',
    details: { ...audit },
  });
}
