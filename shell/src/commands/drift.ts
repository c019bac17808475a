import type { Command } from 'commander';
import type { Exit } from '../failure.ts';
import type { Invocation, Run } from './invocation.ts';

interface Options {
  readonly notify?: string;
}

/** Defines `suture drift`. */
export function defineDrift(program: Command, run: Run): void {
  program
    .command('drift')
    .description('compare what runs with the disk, the deployed commit and the default branch; made for cron')
    .option('--notify <url>', 'post what was found to this address, as JSON')
    .action((options: Options) => run((invocation) => reportDrift(invocation, options)));
}

async function reportDrift(invocation: Invocation, options: Options): Promise<Exit> {
  const { output, cwd } = invocation;
  const [
    { driftOf },
    { patchDrift },
    { defaultBranch },
    { findCheckout },
    { driftText },
    { notify, readWebhook },
    { standing },
  ] = await Promise.all([
    import('../source/drift.ts'),
    import('../source/patch-drift.ts'),
    import('../source/default-branch.ts'),
    import('../change/checkout.ts'),
    import('../print/drift-text.ts'),
    import('../change/notify.ts'),
    import('../change/standing.ts'),
  ]);
  const webhook = options.notify === undefined ? undefined : readWebhook(options.notify);
  // Without a checkout the disk is still compared; only the commits cannot be.
  const checkout = await findCheckout(cwd);
  const channel = await invocation.open();
  const { lookAgainAt } = await import('../change/look-again.ts');
  const notes = await lookAgainAt(invocation, [channel]);
  const branch = checkout === undefined ? undefined : await defaultBranch(checkout);
  const waiting = await standing(await invocation.outbox(), channel);
  const patches = (await patchDrift(checkout, channel, branch)).map((patch) => {
    const why = waiting.get(patch.id);
    return why === undefined ? patch : { ...patch, waiting: why };
  });
  const safe = patches.filter(({ atRestart }) => atRestart === 'reapplied' || atRestart === 'contained');
  const modules = await driftOf(checkout, channel, { reapplied: new Set(safe.map(({ id }) => id)), branch });
  const clean = modules.clean && patches.every(({ finding }) => finding === null);
  const report = { ...modules, clean, patches };
  output.document(report);
  output.text(driftText(channel.greeting, report, output.paint));
  for (const note of notes) output.note(note);
  if (webhook && !clean) {
    const { name, pid, revision } = channel.greeting;
    const failed = await notify(webhook, { name, pid, revision, ...report });
    if (failed !== undefined) output.note(`Note: ${webhook.origin} was not told: ${failed}.`);
  }
  return clean ? 'done' : 'no';
}
