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
  const { output } = invocation;
  const { auditText } = await import('../print/history-table.ts');
  const channel = await invocation.open();
  const audit = await channel.call('audit', {});
  output.text(auditText(audit, output.paint));
  if (audit.ok) {
    output.document(audit);
    return 'done';
  }
  const [bad] = audit.files.filter(({ state }) => state !== 'whole' && state !== 'torn');
  throw new Failure('audit_failed', `The journals do not hold: ${bad?.file ?? ''}: ${bad?.note ?? 'unknown'}.`, {
    hint: 'Keep the files as they are; the trailers Suture-Audit of the commits say what once was there.',
    exit: 'no',
    details: { ...audit },
  });
}
