import { createRequire } from 'node:module';
import { compiled } from './places.ts';

/** Loads a part of the agent, by its path from {@link compiled}. An application that looks at `require.cache` finds what it loaded itself. */
export function loadPart<Part>(path: string): Part {
  const require = createRequire(compiled);
  const before = new Set(Object.keys(require.cache));
  const part = require(path) as Part;
  for (const file of Object.keys(require.cache)) if (!before.has(file)) delete require.cache[file];
  return part;
}
