import type { KnownModule } from '../plan/workbench.ts';
import { topLevelNames } from './names-used.ts';

type Source = Pick<KnownModule, 'format' | 'running'>;

const latest: { of?: Source & { readonly names: ReadonlySet<string> } } = {};

/** Lists the names that a module has at its top level, none for the global scope; a prompt asks with every key for the same. */
export function namesIn(module: Source | undefined): ReadonlySet<string> {
  if (!module) return new Set();
  const { format, running } = module;
  if (latest.of?.running !== running || latest.of.format !== format) {
    latest.of = { format, running, names: topLevelNames(running, format) };
  }
  return latest.of.names;
}
