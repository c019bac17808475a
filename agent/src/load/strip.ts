import module from 'node:module';
import { nodeFeatures } from '../node-features.ts';

/** Whether this Node can strip types. */
export const canStrip: boolean = nodeFeatures.stripTypes;

/**
 * Strips the types of a TypeScript source as Node itself does: the same length, the same lines. Throws
 * what Node throws. Prints no warning about the function used here: the application did not call it.
 */
export function stripTypes(source: string): string {
  // Put back on the same object that it is taken from.
  // oxlint-disable-next-line typescript/unbound-method
  const emit = process.emitWarning;
  process.emitWarning = (() => {}) as typeof process.emitWarning;
  try {
    return module.stripTypeScriptTypes(source, { mode: 'strip' });
  } finally {
    process.emitWarning = emit;
  }
}

/** Prints, once, what Node prints when it strips the types of a module: here it is not asked to. */
export function announceStripping(): void {
  if (announced.done) return;
  announced.done = true;
  if (!nodeFeatures.warnsOfTypeStripping) return;
  process.emitWarning('Type Stripping is an experimental feature and might change at any time', 'ExperimentalWarning');
}

const announced = { done: false };
