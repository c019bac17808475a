import type { Patch } from '@suture/protocol/patch.js';

/** How a live patch is named in a line that is printed in a hurry. */
export function mentionOf({ id, record }: Patch): string {
  return `${id} (${record.pullRequest ?? record.branch ?? 'no pull request yet'})`;
}
