import type { Tryout } from '@suture/protocol/trial.js';
import type { ChangeFlow } from '../../change-flow.ts';
import { asFailure } from '../as-failure.ts';
import type { Stage } from '../view.ts';
import type { ChangeState, Phase } from './change-state.ts';

/** What a change begins with: a file that is to be edited, or files of the working tree that were. */
export type ChangeBeginning =
  | ({ readonly is: 'edit'; readonly file: string } & HowLoaded)
  | ({ readonly is: 'patch'; readonly files: readonly string[] } & HowLoaded);

/** Why it is loaded, where that was said, and how it is tried out. */
interface HowLoaded {
  readonly why: string | undefined;
  readonly tryout: Tryout;
}

/** A change under way, as its steps need it. */
export interface Course {
  readonly stage: Stage;
  readonly change: ChangeFlow;
  readonly beginning: ChangeBeginning;
  /** Ends the editor. */
  readonly ended: AbortSignal;
  readonly state: ChangeState;
  /** Goes on to a phase. */
  readonly to: (phase: Phase) => void;
  /** Keeps something beside the phase. */
  readonly keep: (part: Partial<Omit<ChangeState, 'phase'>>) => void;
  /** Asks the process about the patch every second, while the view is open. */
  readonly watch: () => void;
}

/** Ends a step that did not go well. */
export function stop({ to }: Course, during: 'edit' | 'check' | 'load', error: unknown): void {
  to({ is: 'stopped', during, failure: asFailure(error) });
}
