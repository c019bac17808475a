import { createRequire } from 'node:module';
import type { LiveModule } from './live-module.ts';
import type { LiveModules } from './live-modules.ts';
import type { Migrating } from './migration.ts';
import type { Program } from './program.ts';
import type { LookUp } from './read-import.ts';
import type { StagedModule } from './staged-module.ts';
import { Trial } from './trial.ts';

/** One module of a program that is prepared. */
export interface PendingModule {
  readonly live: LiveModule;
  readonly staged: StagedModule;
}

/** A program that is prepared and not in force. */
export interface Pending {
  readonly program: Program;
  readonly modules: PendingModule[];
  /** Paths of CommonJS modules that were loaded for it, and that may have taken what is not in force yet. */
  readonly loaded: Set<string>;
  migrating?: Migrating | undefined;
  readonly trial: Trial | undefined;
}

const { cache } = createRequire(import.meta.url);

/** Begins to prepare a program. */
export function begin(program: Program): Pending {
  const trial = program.trial && new Trial(program.trial);
  return { program, modules: [], loaded: new Set(), trial };
}

/** Runs something at once while what a program has prepared so far is in force: getters of exports are functions as well. */
export function runTogether<Result>({ modules, loaded }: Pending, run: () => Result): Result {
  const known = new Set(Object.keys(cache));
  // What goes back to an earlier state evaluates nothing that others show, and can be gone through once only.
  const ahead = modules.filter(({ staged }) => staged.part.undo.length === 0);
  const shown = ahead.map(({ live, staged }) => live.rehearse(staged));
  try {
    return run();
  } finally {
    for (const hide of shown.reverse()) hide();
    if (modules.length > 0) for (const path of Object.keys(cache)) if (!known.has(path)) loaded.add(path);
  }
}

/** What is prepared together sees each other; once in force, the module itself knows best. */
export function lookUpIn({ modules }: Pending, isStaging: () => boolean, running: Pick<LiveModules, 'get'>): LookUp {
  return (url) => {
    const together = isStaging() ? modules.find(({ live }) => live.url === url)?.staged : undefined;
    return together ?? running.get(url);
  };
}

/** Forgets modules that saw what a program would have exported: whoever wants them loads them anew. */
export function unload({ loaded }: Pending): void {
  for (const path of loaded) delete cache[path];
}
