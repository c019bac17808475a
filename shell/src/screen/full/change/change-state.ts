import type { Draft } from '../../../change/drafts.ts';
import type { ToldConsequences } from '../../../change/consequences.ts';
import type { LoadedEdit, Step } from '../../../change/load-edit.ts';
import type { PlannedEdit } from '../../../change/plan-edit.ts';
import type { RecordOutcome } from '../../../change/records.ts';
import type { Seen } from '../../../change/seen-log.ts';
import type { Failure } from '../../../failure.ts';
import type { Tryout } from '@suture/protocol/trial.js';
import type { Patch, PatchState } from '@suture/protocol/patch.js';

/**
 * Where a change is:
 *
 *     editing ──▶ checking ──▶ planned ──▶ loading ──▶ live ──▶ out
 *        ▲  └──────▶ stopped ◀──┘ ▲ └─e─▶ editing │
 *        └──────e───────┘ └───R───┘               ├──▶ stopped (nothing was changed)
 *                                                 └──▶ unknown ──looked──▶ live, or stopped
 */
export type Phase =
  | { readonly is: 'editing' }
  | { readonly is: 'checking' }
  | { readonly is: 'stopped'; readonly during: 'edit' | 'check' | 'load'; readonly failure: Failure }
  | { readonly is: 'planned'; readonly planned: PlannedEdit }
  | { readonly is: 'loading'; readonly planned: PlannedEdit; readonly step: Step; readonly id: string | undefined }
  | {
      readonly is: 'live';
      readonly planned: PlannedEdit;
      readonly id: string;
      /** The patch as the process has it, trial included; undefined until it was asked. */
      readonly patch: Patch | undefined;
      /** Undefined while the process is still answering. */
      readonly loaded: LoadedEdit | undefined;
      /** Undefined while the record is on its way. */
      readonly record: RecordOutcome | undefined;
    }
  | { readonly is: 'unknown'; readonly planned: PlannedEdit; readonly id: string; readonly failure: Failure };

/** Everything that the change view shows. */
export interface ChangeState {
  readonly phase: Phase;
  /** What is edited; undefined when the edit lies in the working tree. */
  readonly draft: Draft | undefined;
  readonly why: string | undefined;
  /** For which calls it is to be loaded, and for how long it is to be watched. */
  readonly tryout: Tryout;
  /** What others have done to the process since the plan was made; a sentence. */
  readonly meanwhile: string | undefined;
  /** The patches of the process when the plan was begun: an event that repeats it, with new figures say, is no news. */
  readonly standing: ReadonlyMap<string, PatchState>;
  /** What follows from the plan of now; empty until the process has told. */
  readonly told: ToldConsequences;
  /** Whether calls of the async functions among them are followed. */
  readonly follows: boolean;
  /** What was seen of the functions that change, and whether it goes into the request. */
  readonly seen: readonly Seen[];
  readonly adds: readonly Seen[];
}

/** The steps in their order, as the stepper shows them. */
export const steps = ['edit', 'check', 'diff', 'load', 'watch', 'record'] as const;

/** How far a step has come. */
export type Progress = 'before' | 'now' | 'done' | 'failed';

/** Says how far each step has come. */
export function progressOf({ phase, draft }: ChangeState): { readonly [S in (typeof steps)[number]]: Progress } {
  const from = (now: (typeof steps)[number], failed = false): { [S in (typeof steps)[number]]: Progress } => {
    const at = steps.indexOf(now);
    const all = steps.map((step, index): [string, Progress] => [
      step,
      index < at ? 'done' : index > at ? 'before' : failed ? 'failed' : 'now',
    ]);
    return Object.fromEntries(all) as { [S in (typeof steps)[number]]: Progress };
  };
  switch (phase.is) {
    case 'editing':
      return from('edit');
    case 'checking':
      return from('check');
    case 'stopped':
      return from(phase.during === 'edit' && draft === undefined ? 'check' : phase.during, true);
    case 'planned':
      return from('diff');
    case 'loading':
      return from('load');
    case 'unknown':
      return from('load', true);
    case 'live': {
      const { patch, record } = phase;
      const gone = patch !== undefined && patch.state !== 'live';
      const onTrial = patch?.probation?.state === 'running' || patch?.canary?.state === 'running';
      return {
        ...from('record'),
        watch: gone ? 'failed' : onTrial ? 'now' : 'done',
        record: record === undefined ? 'now' : record.waiting === undefined ? 'done' : 'failed',
      };
    }
  }
}
