import { createRequire } from 'node:module';
import { compiled } from '../places.ts';
import type { instrument } from './instrument.ts';

type Instrument = typeof instrument;

/** Gives `instrument`, whose parser is loaded with the first module that needs it: most starts find all code kept. */
export function instrumentLater(part: string): Instrument {
  const require = createRequire(compiled);
  const state: { instrument?: Instrument } = {};
  return (source, module) => {
    if (!state.instrument) {
      const before = new Set(Object.keys(require.cache));
      ({ instrument: state.instrument } = require(part) as { instrument: Instrument });
      // An application that looks at `require.cache` finds what it loaded itself.
      for (const file of Object.keys(require.cache)) if (!before.has(file)) delete require.cache[file];
    }
    return state.instrument(source, module);
  };
}
