import { assertChangeable, setProperty } from './property.ts';

/** Readers of exported values, by name. */
export type ExportReaders = ReadonlyMap<string, () => unknown>;

/** A CommonJS export is worked out before the commit, which must not run code of the application. */
export function settledExport(target: object, name: string, value: unknown): () => unknown {
  assertChangeable(target, name, Object.getOwnPropertyDescriptor(target, name));
  return () => value;
}

/** Sets exports of a CommonJS module on its `module.exports`, and notes what puts the former ones back. */
export function assignExports(target: object, exports: ExportReaders, undo: (() => void)[]): void {
  for (const [name, read] of exports) {
    const was = Object.getOwnPropertyDescriptor(target, name);
    const value = { value: read(), writable: true, enumerable: was?.enumerable ?? true, configurable: true };
    undo.push(setProperty(target, name, value));
  }
}

/** Has patched importers of an ES module read its exports anew, and notes what puts the former ones back. */
export function readExports(known: Map<string, () => unknown>, exports: ExportReaders, undo: (() => void)[]): void {
  for (const [name, read] of exports) {
    const before = known.get(name);
    known.set(name, read);
    undo.push(() => (before ? known.set(name, before) : known.delete(name)));
  }
}
