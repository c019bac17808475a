import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Exit } from '../failure.ts';
import type { Invocation, Run } from './invocation.ts';

interface Options {
  readonly into: string;
}

/** Defines `suture rebuild ID…`. */
export function defineRebuild(program: Command, run: Run): void {
  program
    .command('rebuild')
    .description(
      'write the source that a process runs into a folder, from git alone: the deployed commit and these patches',
    )
    .argument('<ids...>', 'ids of the patches, as `suture patches` or `suture history` lists them')
    .requiredOption('--into <folder>', 'a new or empty folder')
    .action((ids: string[], options: Options) => run((invocation) => writeRebuilt(invocation, ids, options)));
}

async function writeRebuilt({ output, cwd }: Invocation, ids: readonly string[], options: Options): Promise<Exit> {
  const [{ rebuild }, { checkoutOf }] = await Promise.all([
    import('../source/rebuild.ts'),
    import('../change/checkout.ts'),
  ]);
  const into = resolve(cwd, options.into);
  const upper = ids.map((id) => id.toUpperCase());
  const rebuilt = await rebuild(await checkoutOf(cwd), upper, into);
  output.document({ ...rebuilt, into });
  output.text(`${into} holds tree ${rebuilt.tree}: ${rebuilt.deployed} with ${ids.length} of its patches.`);
  return 'done';
}
