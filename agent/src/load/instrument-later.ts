import { loadPart, type Part } from '../load-part.ts';
import type { instrument } from './instrument.ts';

type Instrument = typeof instrument;

/** Gives `instrument`, whose parser is loaded with the first module that needs it: most starts find all code kept. */
export function instrumentLater(part: Part): Instrument {
  const state: { instrument?: Instrument } = {};
  return (source, module) => {
    state.instrument ??= loadPart<{ instrument: Instrument }>(part).instrument;
    return state.instrument(source, module);
  };
}
