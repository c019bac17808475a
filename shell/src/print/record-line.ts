import type { PatchRecord } from '@suture/protocol/patch.js';
import type { Waiting } from '../change/records.ts';

/** Says in one line where a record is: at a pull request, waiting for a moment, or in need of a person. */
export function recordLine(record: PatchRecord, waiting?: Waiting): string {
  if (!waiting) return landed(record);
  const { message, hint, retryAt } = waiting;
  if (retryAt !== undefined) return `waiting until ${clock(retryAt)} (${message})`;
  return `needs you (${message} ${hint})`;
}

function landed({ pullRequest, branch, state }: PatchRecord): string {
  const number =
    pullRequest === undefined ? undefined : /\/(?:pull|pulls|merge_requests)\/(\d+)$/.exec(pullRequest)?.[1];
  if (number !== undefined) return `PR #${number} ${pullRequest}`;
  return pullRequest ?? branch ?? state;
}

/** The time of day where the person is, and the day when it is another one. */
function clock(at: string): string {
  const date = new Date(at);
  const time = `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
  return date.toDateString() === new Date().toDateString() ? time : `${at.slice(0, 10)} ${time}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
