import { Failure, type Exit } from '../failure.ts';

/** What can keep a record from landing. */
export type SetbackCode =
  | 'no_entry'
  | 'abandoned'
  | 'outbox_unwritable'
  | 'no_git'
  | 'git_failed'
  | 'no_checkout'
  | 'bad_setting'
  | 'bad_patch'
  | 'revision_unknown'
  | 'deployed_differs'
  | 'ref_taken'
  | 'no_remote'
  | 'remote_ambiguous'
  | 'remote_unreachable'
  | 'remote_denied'
  | 'push_refused'
  | 'push_denied'
  | 'no_default_branch'
  | 'no_token'
  | 'forge_unreachable'
  | 'forge_denied'
  | 'forge_refused'
  | 'forge_archived'
  | 'signing_failed'
  | 'rate_limited';

/** When it makes sense to try again. */
export interface Again {
  /** The outside world may be well again after a while: try with growing waits. */
  readonly later?: boolean;
  /** The forge itself named the moment; nothing is asked of it before. */
  readonly notBefore?: Date;
}

/** A foreseen failure on the way from a live patch to its pull request. */
export class Setback extends Failure {
  readonly again: Again;
  /** Whether another repository may take what this one refuses. */
  readonly elsewhere: boolean;

  constructor(
    code: SetbackCode,
    message: string,
    options: { hint: string; exit?: Exit; cause?: unknown; again?: Again; elsewhere?: boolean },
  ) {
    super(code, message, { hint: options.hint, exit: options.exit ?? 'notRecorded', cause: options.cause });
    this.name = 'Setback';
    this.again = options.again ?? {};
    this.elsewhere = options.elsewhere ?? false;
  }
}
