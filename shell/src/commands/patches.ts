import type { Command } from 'commander';
import type { Exit } from '../failure.ts';
import type { Invocation, Run } from './invocation.ts';

/** Defines `suture patches`. */
export function definePatches(program: Command, run: Run): void {
  program
    .command('patches')
    .description('list the patches of the process, newest last')
    .action(() => run(listPatches));
}

async function listPatches(invocation: Invocation): Promise<Exit> {
  const { output } = invocation;
  const channel = await invocation.open();
  const { lookAgainAt } = await import('../change/look-again.ts');
  const notes = await lookAgainAt(invocation, [channel]);
  const patches = await channel.call('patches', {});
  const [{ patchTable }, { standing }] = await Promise.all([
    import('../print/tables.ts'),
    import('../change/standing.ts'),
  ]);
  const waiting = await standing(await invocation.outbox(), channel);
  output.document(
    patches.map((patch) => (waiting.has(patch.id) ? { ...patch, waiting: waiting.get(patch.id) } : patch)),
  );
  output.text(patches.length > 0 ? patchTable(patches, waiting) : `${channel.greeting.name} has no patches.`);
  for (const note of notes) output.note(note);
  return 'done';
}
