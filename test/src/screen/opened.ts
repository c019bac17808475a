import type { Patch } from '@suture/protocol/patch.js';
import type { Greeting } from '@suture/protocol/process.js';
import { openingState, type State } from '../../../shell/dist/screen/state/state.js';

/** The service that the tests of the screen are attached to. */
export const greeting: Greeting = {
  protocol: 1,
  agent: '0.1.0',
  name: 'orders',
  pid: 4711,
  node: 'v20.20.2',
  revision: '3f2c9abd00000000000000000000000000000000',
  startedAt: '2026-01-01T00:00:00.000Z',
  root: '/srv/orders',
  patches: 0,
};

/** Its prompt. */
export const prompt = 'orders:4711@3f2c9ab> ';

/** A screen that has just been opened on it. */
export const opened: State = openingState(greeting, { columns: 80, rows: 24 }, undefined);

/** A patch of it that has no record yet. */
export function livePatch(given: Partial<Patch> = {}): Patch {
  return {
    id: '01JD0000000000000000000000',
    state: 'live',
    why: 'too dear',
    author: 'On Call <on-call@example.org>',
    modules: ['src/pricing.ts'],
    appliedAt: '2026-01-01T00:00:00.000Z',
    record: { state: 'live' },
    ...given,
  };
}
