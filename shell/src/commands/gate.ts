import type { Command } from 'commander';
import { type Exit, Failure } from '../failure.ts';
import type { Invocation, Run } from './invocation.ts';

interface Options {
  readonly build: string;
}

/** Defines `suture gate --build DIR|COMMIT`. */
export function defineGate(program: Command, run: Run): void {
  program
    .command('gate')
    .description('before a deploy: fail when the build lacks a live patch of the process; made for CI')
    .requiredOption('--build <dir|commit>', 'what is about to be deployed: a folder, or a commit of this checkout')
    .action((options: Options) => run((invocation) => passGate(invocation, options)));
}

async function passGate(invocation: Invocation, { build }: Options): Promise<Exit> {
  const { output, cwd } = invocation;
  const [{ gate }, { checkoutOf }, { sanitizeLine }] = await Promise.all([
    import('../source/gate.ts'),
    import('../change/checkout.ts'),
    import('../print/sanitize.ts'),
  ]);
  await checkoutOf(cwd);
  const channel = await invocation.open();
  const patches = await gate(cwd, build, channel);
  for (const { id, build: stands, path, why } of patches) {
    output.text(`${id}: the build ${stands} it (${sanitizeLine(path)}): ${sanitizeLine(why)}`);
  }
  const [missing, ...others] = patches.filter((patch) => patch.build !== 'contains');
  if (!missing) {
    output.document({ ok: true, patches });
    output.text(
      patches.length > 0 ? 'The build contains every live patch.' : `${channel.greeting.name} has no live patch.`,
    );
    return 'done';
  }
  const what = missing.build === 'lacks' ? 'is not in the build' : 'meets other code in the build';
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  throw new Failure('gate_closed', `Patch ${missing.id} ${what}: ${missing.path}${more}.`, {
    hint: `Merge ${missing.record.pullRequest ?? missing.record.branch ?? 'its branch'} first, or roll the patch back if it is not wanted any more.`,
    exit: 'no',
    details: { ok: false, patches },
  });
}
