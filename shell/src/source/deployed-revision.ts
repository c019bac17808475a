import type { Greeting } from '@suture/protocol/process.js';
import { Failure } from '../failure.ts';
import type { SourceChannel } from './source-channel.ts';

/** Asks a process for its deployed commit and how many patches it runs; fails where it does not know the commit. */
export async function deployedRevision(
  channel: SourceChannel,
): Promise<Pick<Greeting, 'patches'> & { readonly revision: string }> {
  const { revision, patches, name } = await channel.call('greet', {});
  if (revision !== null) return { revision, patches };
  throw new Failure('unknown_revision', `${name} does not know which commit it was built from.`, {
    hint: 'Start the service with SUTURE_REVISION set to the full name of the deployed commit.',
    exit: 'usage',
  });
}
