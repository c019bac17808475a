import type { NewImport } from './delta.ts';
import type { StaleNamespaces } from './follow-namespaces.ts';
import type { PassedOn } from './passed-on.ts';

/** What a module took from others while it loaded and what changes there. */
export interface Stale {
  /** Names that it has copies of. */
  readonly imports: readonly NewImport[];
  /** Exports of others that it reads through one name, that of an imported namespace included. */
  readonly namespaces: StaleNamespaces;
  /** What it passes on. */
  readonly passed: readonly PassedOn[];
}

/** Nothing changes elsewhere. */
export const nothingStale: Stale = { imports: [], namespaces: new Map(), passed: [] };
