import type { Gate } from '@suture/protocol/trial.js';
import { limits } from '../limits.ts';

/** Calls and how many of them failed. */
export interface Failed {
  readonly calls: number;
  readonly errors: number;
}

/** How things were before a patch on probation was loaded. */
export interface Before {
  readonly forMs: number;
  readonly uncaught: number;
  /** The longest delay of the event loop in each look, milliseconds. */
  readonly delays: readonly number[];
  /** Calls of the functions that were to be patched. */
  readonly calls: Failed;
}

/**
 * Compares how many calls fail with how many did before, or do with the old body. A rate that few calls make up may be
 * chance: it has to be beyond what the limit makes likely.
 */
export function errorRateGate(before: Failed, now: Failed): Gate {
  const baseline = before.calls === 0 ? null : before.errors / before.calls;
  const limit = Math.min(1, (baseline ?? 0) + Math.max(limits.gateErrorRate, baseline ?? 0));
  const expected = now.calls * limit;
  const broken = now.errors >= limits.gateErrors && now.errors > expected + 2 * Math.sqrt(expected);
  return { name: 'errorRate', value: now.calls === 0 ? null : now.errors / now.calls, limit, baseline, broken };
}

/** Compares how many errors nobody caught with how many were to be expected in this time. */
export function uncaughtGate(before: Pick<Before, 'uncaught' | 'forMs'>, uncaught: number, forMs: number): Gate {
  const baseline = before.forMs === 0 ? 0 : (before.uncaught / before.forMs) * forMs;
  const limit = Math.ceil(baseline * limits.gateFactor);
  return { name: 'uncaughtErrors', value: uncaught, limit, baseline, broken: uncaught > limit };
}

/** Compares how late the event loop is with how late it was; one long delay alone, of a collection of garbage say, breaks nothing. */
export function loopDelayGate(before: readonly number[], now: readonly number[]): Gate {
  const baseline = middle(before);
  const limit = Math.max(limits.gateDelayMs, (baseline ?? 0) * limits.gateFactor);
  const last = now.slice(-limits.gateDelayLooks);
  const value = middle(last);
  const broken = last.length === limits.gateDelayLooks && value !== null && value > limit;
  return { name: 'loopDelay', value, limit, baseline, broken };
}

function middle(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? null;
}

/** Says as a part of a sentence how a gate broke. */
export function brokenBy({ name, value, limit }: Gate): string {
  const percent = (part: number | null): string => `${Math.round((part ?? 0) * 1000) / 10} %`;
  const ms = (delay: number | null): string => `${Math.round(delay ?? 0)} ms`;
  switch (name) {
    case 'errorRate':
      return `${percent(value)} of the calls of its functions failed, and ${percent(limit)} may`;
    case 'uncaughtErrors':
      return `${value} uncaught ${value === 1 ? 'error' : 'errors'} since it was loaded, and ${limit} may be`;
    case 'loopDelay':
      return `the event loop is late by ${ms(value)}, and ${ms(limit)} may be`;
  }
}
