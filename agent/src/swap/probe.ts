import type { ClassHook } from './program.ts';

/** A cell that is watched. */
export interface ProbedCell {
  readonly state: number;
  readonly key: string;
  /** The state that the code is evaluated in. */
  readonly scope: number;
  /** Evaluates to `(cells, overlay) => body`: what the function does while its cell is empty. */
  readonly code: string;
  readonly hook: ClassHook | null;
  /** Whether the guard hands something over, so that the cell holds what makes a body. */
  readonly handsOver: boolean;
}

/** A cell that is to call another body for a while. */
export interface ReplacedCell {
  readonly state: number;
  readonly key: string;
  /** State that the body is evaluated in. */
  readonly scope: number;
  /** Evaluates to `(given) => (cells, overlay) => body`. */
  readonly code: string;
  readonly hook: ClassHook | null;
  /** Whether the guard hands something over, so that the code makes what makes a body. */
  readonly handsOver: boolean;
}

/** Gives something that does what a body does, and takes note of it; `handed` is what the guard handed over, if anything. */
export type Around = (body: Callable, handed?: readonly unknown[]) => Callable;

/** A body, or what makes one from what a guard hands over. */
export type Callable = (this: unknown, ...values: unknown[]) => unknown;
