import { type PatchRecord, recordStates } from '@suture/protocol/patch.js';

/** Says whether a record has come at least as far as a state. */
export function hasCome(record: PatchRecord, state: PatchRecord['state']): boolean {
  return recordStates.indexOf(record.state) >= recordStates.indexOf(state);
}
