import type { WatchEnded } from '@suture/protocol/watch.js';
import { milliseconds } from './figures.ts';

/** Writes what a watch cost the process, as a sentence with a space before it; nothing when that is not known. */
export function costText({ costMs, forMs }: Pick<WatchEnded, 'costMs' | 'forMs'>): string {
  if (costMs === undefined || forMs === undefined) return '';
  const share = (100 * costMs) / Math.max(1, forMs);
  return ` It took about ${milliseconds(costMs)} of the process, ${share < 0.01 ? 'less than 0.01' : share.toFixed(2)} % of its time.`;
}
