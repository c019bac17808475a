/**
 * A patch, ready for the main thread: text to evaluate and cells to set. Made by the workbench from a
 * plan, posted as data; the main thread decides nothing.
 */
export interface Program {
  /** Id of the patch, or of the rollback. */
  readonly id: string;
  /** How many functions get a new body. */
  readonly functions: number;
  readonly modules: readonly ModuleProgram[];
}

/** The part of a {@link Program} that is about one module. */
export interface ModuleProgram {
  readonly url: string;
  /** Version that the main thread must hold before, and the one that it holds after. */
  readonly from: number;
  readonly to: number;
}
