import { type ChangeRequests, changeRequests } from './change-requests.ts';
import { type InsideRequests, insideRequests } from './inside-requests.ts';
import { type LedgerRequests, ledgerRequests } from './ledger-requests.ts';
import { type ProcessRequests, processRequests } from './process-requests.ts';
import { type PresenceRequests, presenceRequests } from './presence.ts';
import type { RequestRow, RequestTable } from './request-table.ts';
import { type ValueRequests, valueRequests } from './value-requests.ts';

/** What each request carries and what its answer holds; a file for each family. */
export interface Requests
  extends ProcessRequests,
    ChangeRequests,
    LedgerRequests,
    ValueRequests,
    InsideRequests,
    PresenceRequests {}

/** Name of a request. */
export type Method = keyof Requests;

/** How one request is checked, who may send it, and what it does. */
export type RequestEntry<M extends Method> = RequestRow<Requests[M]>;

/** The one table of requests. */
export const requests: RequestTable<Requests> = {
  ...processRequests,
  ...changeRequests,
  ...ledgerRequests,
  ...valueRequests,
  ...insideRequests,
  ...presenceRequests,
};
