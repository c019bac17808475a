import type { PatchRecord } from '@suture/protocol/patch.js';
import type { Waiting } from '../change/records.ts';
import { clockTime } from './figures.ts';

/** Says in one line where a record is: at a pull request, waiting for a moment, or in need of a person, and why. */
export function recordLine(record: PatchRecord, waiting?: Waiting): string {
  const word = recordWord(record, waiting);
  if (waiting)
    return `${word} (${word === 'needs you' ? `${waiting.message} ${commandOf(waiting)}` : waiting.message})`;
  const { pullRequest } = record;
  return pullRequest === undefined || word === pullRequest ? word : `${word} ${pullRequest}`;
}

/** The same without the reason: `PR #7`, `waiting until 14:05`, `needs you`. */
export function recordWord(record: PatchRecord, waiting?: Waiting): string {
  if (waiting) {
    const { retryAt } = waiting;
    // A moment that has passed is nothing to wait for.
    return retryAt !== undefined && Date.parse(retryAt) > Date.now()
      ? `waiting until ${clockTime(retryAt)}`
      : 'needs you';
  }
  const { pullRequest, branch, state } = record;
  const number =
    pullRequest === undefined ? undefined : /\/(?:pull|pulls|merge_requests)\/(\d+)$/.exec(pullRequest)?.[1];
  if (number === undefined) return pullRequest ?? branch ?? state;
  return state === 'open' ? `PR #${number}` : `PR #${number} ${state}`;
}

/** Who has to act must find the command. */
function commandOf({ hint }: Waiting): string {
  return hint.includes('`') ? hint : `${hint} Then \`suture outbox --retry\`.`;
}
