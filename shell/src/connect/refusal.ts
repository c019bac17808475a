import { type FailureCode, failures } from '@suture/protocol/failures.js';
import type { WireFailure } from '@suture/protocol/frame.js';
import { type Exit, Failure } from '../failure.ts';

/** The exit of each failure that an agent can answer with. */
const exits: { readonly [Code in FailureCode]: Exit } = {
  bad_request: 'usage',
  unknown_method: 'usage',
  target_busy: 'unreachable',
  module_not_loaded: 'no',
  module_ambiguous: 'usage',
  plan_refused: 'no',
  conflict: 'no',
  unknown_patch: 'no',
  patch_in_the_way: 'no',
  wrong_state: 'no',
  not_recordable: 'no',
  load_failed: 'no',
  migration_failed: 'no',
  cannot_strip: 'no',
  not_running: 'no',
  cannot_interrupt: 'no',
  cannot_watch: 'no',
  bad_condition: 'usage',
  cannot_read: 'usage',
  unknown_call: 'no',
  cannot_replay: 'no',
  not_written: 'no',
  unknown_handle: 'no',
  internal: 'no',
};

/** Turns a failure from the wire into one that can be printed. */
export function refusal(wire: WireFailure, cause?: unknown): Failure {
  const text = failures[wire.code];
  return new Failure(wire.code, wire.message || text.sentence, { hint: text.hint, exit: exits[wire.code], cause });
}
