import type { Plan } from '@suture/protocol/plan.js';
import type { LeftBehind } from '@suture/protocol/remark.js';
import type { Program, TrialProgram } from '../swap/program.ts';
import type { Covers } from './delta.ts';

/** A plan and, when it is applicable, the program that carries it out. */
export interface Prepared {
  readonly plan: Plan;
  readonly program?: Program | undefined;
}

/** How an edit is to be tried out, if at all, which live patches are for some calls only, and what a migration takes care of. */
export interface TryingOut {
  readonly trial?: TrialProgram | undefined;
  readonly canaries: ReadonlySet<string>;
  readonly covers?: Covers | undefined;
}

/** A patch that can be taken out: the program that does it, and what stays as the patch made it. */
export interface WayBack {
  readonly program: Program;
  readonly left: readonly LeftBehind[];
}

/** Why a rollback cannot be prepared. */
export interface CannotRollBack {
  readonly code: 'unknown_patch' | 'patch_in_the_way' | 'wrong_state' | 'plan_refused';
  readonly message: string;
}
