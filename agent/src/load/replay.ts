import { digest } from '../journal/entry.ts';

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
    }
  /** The file does not give the source that the patches were made from. */
  | { readonly kind: 'unfit'; readonly patches: readonly string[] };

/** Finds what is to run in place of a source; undefined when that is the source itself. */
export function replay(table: ReplayTable | undefined, url: string, source: string): Replayed | undefined {
  const module = table?.modules[url];
  if (!table || !module) return undefined;
  const left = new Int32Array(table.memory);
  const out = module.steps.findIndex(({ place }) => Atomics.load(left, place) === 1);
  const steps = out === -1 ? module.steps : module.steps.slice(0, out);
  if (steps.length === 0) return undefined;
  if (digest(source) !== module.loaded) return { kind: 'unfit', patches: steps.map(({ id }) => id) };
  const patches = steps.map(({ id }, index) => ({ id, before: steps[index - 1]?.source ?? source }));
  const last = steps.at(-1);
  return { kind: 'patched', source: last?.source ?? source, map: last?.map, patches };
}

/** Leaves a patch out of every module that is still to be loaded. */
export function leaveOut(table: ReplayTable, id: string): void {
  const left = new Int32Array(table.memory);
  for (const { steps } of Object.values(table.modules)) {
    for (const step of steps) if (step.id === id) Atomics.store(left, step.place, 1);
  }
}
