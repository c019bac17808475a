import type { Deed } from '@suture/protocol/ledger.js';
import { askGit } from './ask-git.ts';

const field = '%x1f';
const format = ['%aI', '%an <%ae>', '%s', '%(trailers:key=Suture-Id,valueonly,separator=%x2C)', '%H'].join(field);

/** Gives the patches that the commits of a checkout tell of, on any branch, local or fetched. */
export async function recordedDeeds(checkout: string): Promise<Deed[]> {
  const found = await askGit(checkout, ['log', '--all', '--grep=^Suture-Id: ', `--format=${format}%x1e`]);
  const deeds = new Map<string, Deed>();
  for (const commit of (found ?? '').split('\x1e')) {
    const [at = '', by, why, patch = '', name] = commit.trim().split('\x1f');
    if (patch === '' || deeds.has(patch)) continue;
    const time = new Date(at);
    if (Number.isNaN(time.getTime())) continue;
    deeds.set(patch, { at: time.toISOString(), pid: 0, kind: 'committed', patch, by, why, detail: name });
  }
  return [...deeds.values()];
}
