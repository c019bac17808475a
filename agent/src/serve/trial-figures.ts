import type { CallFigures, Canary, Probation, Tryout } from '@suture/protocol/trial.js';
import type { TrialFigures } from '../swap/trial.ts';
import type { Kept } from './keeping.ts';
import { type Before, errorRateGate, loopDelayGate, uncaughtGate } from './trial-gates.ts';

/** What a look at a patch on trial has seen. */
export interface Look {
  readonly before: Before;
  /** The longest delays of the event loop in the last looks, milliseconds. */
  readonly delays: readonly number[];
  /** Undefined when the main thread did not answer. */
  readonly figures: TrialFigures | undefined;
  readonly uncaught: number;
  /** How long the patch has run. */
  readonly forMs: number;
}

const nothing: CallFigures = { calls: 0, errors: 0, meanMs: null, p50Ms: null, p99Ms: null };

/** A patch as its trial begins. */
export function untried(kept: Kept, { canary: choice, probation }: Tryout): Kept {
  const now = Date.now();
  const canary: Canary | undefined = choice && {
    state: 'running',
    ...choice,
    old: nothing,
    new: nothing,
    whenThrew: 0,
    gate: errorRateGate(nothing, nothing),
  };
  const watched: Probation | undefined = probation && {
    state: 'running',
    beganAt: new Date(now).toISOString(),
    endsAt: new Date(now + probation.forMs).toISOString(),
    gates: [],
  };
  const patch = { ...kept.patch, ...(canary && { canary }), ...(watched && { probation: watched }) };
  return { ...kept, patch };
}

/** A patch with the figures of a look. */
export function lookedAt(kept: Kept, { before, delays, figures, uncaught, forMs }: Look): Kept {
  const { canary, probation } = kept.patch;
  const counted = canary && figures ? withCounts(canary, figures) : canary;
  const now = figures?.new ?? counted?.new ?? nothing;
  // A canary compares with the old body beside it, and with what was before where that is called no longer.
  const compared = counted?.state === 'running' ? counted.old : before.calls;
  const gates = [
    uncaughtGate(before, uncaught, forMs),
    errorRateGate(compared, now),
    loopDelayGate(before.delays, delays),
  ];
  const patch = {
    ...kept.patch,
    ...(counted && { canary: counted }),
    ...(probation?.state === 'running' && { probation: { ...probation, gates } }),
  };
  return { ...kept, patch };
}

function withCounts(canary: Canary, { old, new: fresh, whenThrew, whenError }: TrialFigures): Canary {
  const gate = canary.state === 'running' ? errorRateGate(old, fresh) : canary.gate;
  return { ...canary, old, new: fresh, whenThrew, ...(whenError !== null && { whenError }), gate };
}
