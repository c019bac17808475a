import { createRequire } from 'node:module';
import type { instrument } from './instrument.ts';

type Instrument = typeof instrument;

/** Gives `instrument`, whose parser is loaded with the first module that needs it: most starts find all code kept. */
export function instrumentLater(): Instrument {
  const require = createRequire(import.meta.url);
  const state: { instrument?: Instrument } = {};
  return (source, module) => {
    if (!state.instrument) {
      ({ instrument: state.instrument } = require('./instrument.js') as { instrument: Instrument });
      // An application that looks at `require.cache` finds what it loaded itself.
      delete require.cache[require.resolve('./instrument.js')];
    }
    return state.instrument(source, module);
  };
}
