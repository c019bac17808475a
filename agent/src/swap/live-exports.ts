import type { ExportProgram } from './program.ts';
import { assertChangeable, setProperty } from './property.ts';

/** Reads an exported value; one that is live is read anew by whoever reads it, one that is gone by nobody. */
export interface ExportReader {
  (): unknown;
  readonly is?: 'live' | 'gone';
}

/** Readers of exported values, by name. */
export type ExportReaders = ReadonlyMap<string, ExportReader>;

/**
 * Works out what becomes of exports. `target` is what a CommonJS module exports: its values are worked out before the
 * commit, which must not run code of the application. Throws when one could not be set.
 */
export function stageExports(
  programs: readonly ExportProgram[],
  readers: readonly ((() => unknown) | undefined)[],
  target: object | undefined,
): ExportReaders {
  if (!target) return new Map(programs.flatMap(({ name }, index) => (readers[index] ? [[name, readers[index]]] : [])));
  const takeBack = offerEarly(programs, readers, target);
  try {
    return settle(programs, readers, target);
  } finally {
    takeBack();
  }
}

function settle(
  programs: readonly ExportProgram[],
  readers: readonly ((() => unknown) | undefined)[],
  target: object,
): ExportReaders {
  const exports = new Map<string, ExportReader>();
  for (const [index, { name, isLive }] of programs.entries()) {
    const read = readers[index];
    const known = Object.getOwnPropertyDescriptor(target, name);
    // A getter that a compiler defined for good follows by itself.
    if (isLive && known?.get && !known.configurable) continue;
    if (read) exports.set(name, isLive ? Object.assign(() => read(), { is: 'live' } as const) : settled(read()));
    else if (known && !known.configurable) throw new Error(`\`${name}\` cannot be taken away from what it exports`);
    else
      exports.set(
        name,
        Object.assign(() => undefined, { is: 'gone' } as const),
      );
    assertChangeable(target, name, known);
  }
  return exports;
}

/**
 * Has a CommonJS module read its own new exports while the values of a patch are computed, as it would while it loads
 * (`exports.size = exports.rows * 2`). Gives what puts the former ones back.
 */
export function offerEarly(
  programs: readonly ExportProgram[],
  readers: readonly ((() => unknown) | undefined)[],
  target: object,
): () => void {
  const undo: (() => void)[] = [];
  for (const [index, { name, isLive }] of programs.entries()) {
    const read = readers[index];
    const known = Object.getOwnPropertyDescriptor(target, name);
    if (!read || isLive || !(known ? known.configurable : Object.isExtensible(target))) continue;
    // One whose new value names itself starts from the former one.
    let isReading = false;
    const get = (): unknown => {
      if (isReading) return known && ('value' in known ? known.value : known.get?.call(target));
      isReading = true;
      try {
        return read();
      } finally {
        isReading = false;
      }
    };
    undo.push(setProperty(target, name, { enumerable: known?.enumerable ?? true, configurable: true, get }));
  }
  return () => {
    for (const back of undo.reverse()) back();
  };
}

function settled(value: unknown): ExportReader {
  return () => value;
}

/** Sets exports of a CommonJS module on its `module.exports`, and notes what puts the former ones back. */
export function assignExports(target: object, exports: ExportReaders, undo: (() => void)[]): void {
  for (const [name, read] of exports) {
    const how = { enumerable: Object.getOwnPropertyDescriptor(target, name)?.enumerable ?? true, configurable: true };
    const property = read.is === 'live' ? { ...how, get: read } : { ...how, value: read(), writable: true };
    undo.push(setProperty(target, name, read.is === 'gone' ? null : property));
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
