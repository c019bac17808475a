import type { KnownModule } from '../plan/loaded-source.ts';
import { topLevelNames } from './names-used.ts';

type Source = Pick<KnownModule, 'format' | 'running'>;

interface Kept extends Source {
  readonly names: ReadonlySet<string>;
}

const latest: { kept?: Kept } = {};

/** Lists the names that a module has at its top level, none for the global scope; a prompt asks with every key for the same. */
export function namesIn(module: Source | undefined): ReadonlySet<string> {
  if (!module) return new Set();
  const { format, running } = module;
  const { kept } = latest;
  if (kept && kept.running === running && kept.format === format) return kept.names;
  const names = topLevelNames(running, format);
  latest.kept = { format, running, names };
  return names;
}
