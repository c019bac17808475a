import type { ModuleFormat } from '@suture/protocol/process.js';
import type { Exports } from '../bench.ts';

/** A reference is taken before the edit; it must reach the new body, and after the rollback the old one. */
export interface Construct {
  readonly title: string;
  readonly source: string;
  readonly edits: readonly (readonly [string, string])[];
  /** Takes references before the edit and gives what calls them. */
  readonly take: (exports: Exports) => () => unknown;
  readonly before: unknown;
  readonly after: unknown;
  readonly format?: ModuleFormat;
}

/** Takes a function by its name, to be called with the values. */
export const call =
  (name: string, ...values: unknown[]) =>
  (exports: Exports): (() => unknown) => {
    const saved = exports[name] as (...values: unknown[]) => unknown;
    return () => saved(...values);
  };

// oxlint-disable-next-line typescript/no-explicit-any -- fixtures are untyped
export type Loose = any;
