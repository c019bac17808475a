/** Where instrumented code finds the runtime on `globalThis`. */
export const registrySymbol: unique symbol = Symbol.for('suture');

/** Evaluates code in the lexical scope that it was made in. */
export type ScopeHook = (code: string) => unknown;

/** A guard's cells, and the hooks of classes, by key. A cell is null or undefined while the guard is to run its own body. */
export type Holder = Record<string, unknown>;

/** Bindings that patches added, each an accessor, the inner scope inheriting from the outer one. */
export type Overlay = Record<string, unknown>;
