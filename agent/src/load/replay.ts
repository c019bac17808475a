import { digest } from '../journal/entry.ts';
import { mergeLines } from '../plan/merge-lines.ts';

/** A patch that is part of a source which is loaded in place of the file. */
export interface ReplayStep {
  readonly id: string;
  /** Its place in the shared memory: 1 there leaves it out. */
  readonly place: number;
  /** The whole source with it. */
  readonly source: string;
  /** The source map that it came with. */
  readonly map?: string | undefined;
}

/** What is loaded in place of one file. */
export interface ReplayModule {
  /** SHA-256 of the source that the file must give. */
  readonly loaded: string;
  /** The oldest first. */
  readonly steps: readonly ReplayStep[];
}

/** The patches that are applied again while modules load; the same table in every thread that loads modules. */
export interface ReplayTable {
  readonly modules: Readonly<Record<string, ReplayModule>>;
  readonly memory: SharedArrayBuffer;
}

/** A patch that a module was loaded with, and the source without it. */
export interface ReplayedPatch {
  readonly id: string;
  readonly before: string;
}

/** What is to run in place of a loaded source. */
export type Replayed =
  | {
      readonly kind: 'patched';
      readonly source: string;
      readonly map: string | undefined;
      readonly patches: readonly ReplayedPatch[];
      /** Patches that change the same as one that was left out from under them. */
      readonly unfit: readonly string[];
    }
  /** The file does not give the source that the patches were made from. */
  | { readonly kind: 'unfit'; readonly unfit: readonly string[] };

/** What a start that applies patches again needs while modules load. */
export interface Replayer {
  readonly table: ReplayTable;
  /** Whether patches are to be applied to a module. */
  concerns(url: string): boolean;
  /** Finds what is to run in place of a source; undefined when that is the source itself. */
  replay(url: string, source: string): Replayed | undefined;
  /** Leaves a patch out of every module that is still to be loaded. */
  leaveOut(id: string): void;
}

/** Makes the replayer of a table. */
export function replayer(table: ReplayTable): Replayer {
  return {
    table,
    concerns: (url) => table.modules[url] !== undefined,
    replay: (url, source) => replay(table, url, source),
    leaveOut: (id) => leaveOut(table, id),
  };
}

function replay(table: ReplayTable, url: string, source: string): Replayed | undefined {
  const module = table.modules[url];
  if (!module) return undefined;
  const left = new Int32Array(table.memory);
  const isOut = ({ place }: ReplayStep): boolean => Atomics.load(left, place) === 1;
  const wanted = module.steps.filter((step) => !isOut(step)).map(({ id }) => id);
  if (wanted.length === 0) return undefined;
  if (digest(source) !== module.loaded) return { kind: 'unfit', unfit: wanted };
  const patches: ReplayedPatch[] = [];
  const unfit: string[] = [];
  let [before, under] = [source, source];
  let map: string | undefined;
  for (const step of module.steps) {
    // What is on top of one that was left out has its own changes and not those of that one.
    const next = isOut(step) ? undefined : before === under ? step.source : mergeLines(before, step.source, under);
    if (next !== undefined) {
      patches.push({ id: step.id, before: under });
      under = next;
      // A map is that of the very text that it came with.
      map = next === step.source ? step.map : undefined;
    } else if (!isOut(step)) unfit.push(step.id);
    before = step.source;
  }
  return { kind: 'patched', source: under, map, patches, unfit };
}

/** Leaves a patch out of every module that is still to be loaded. */
export function leaveOut(table: ReplayTable, id: string): void {
  const left = new Int32Array(table.memory);
  for (const { steps } of Object.values(table.modules)) {
    for (const step of steps) if (step.id === id) Atomics.store(left, step.place, 1);
  }
}
