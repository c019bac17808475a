import type { ModuleFormat } from '@suture/protocol/process.js';
import { mapOf } from '../../load/compose-map.ts';
import type { OwnMap } from '../../load/own-map.ts';
import { Lines } from '../../syntax/lines.ts';
import type { Copied } from '../../syntax/marks.ts';
import type { Analysis } from '../../syntax/scope.ts';
import type { State } from '../state.ts';
import { inLiveNames, type MovedName } from './live-names.ts';

/** A source as people have it, whose things have other names in the code that runs. */
export interface Written {
  readonly source: string;
  /** What the text with these names has of it. */
  readonly copied: readonly Copied[];
  readonly moved: readonly MovedName[];
}

/** An edited source by the names that its things have in the code that runs. */
export interface Named {
  readonly after: Analysis;
  readonly written: Written | null;
  /** Names that moved and that cannot be put back. */
  readonly lost: readonly MovedName[];
}

// A plan comes back to a module that imports from another one of it.
const known = new WeakMap<Analysis, Written>();

/** Reads an edited source of a module that runs, by the names that the code which runs has. */
export function nameAsLive(current: State, after: Analysis, format: ModuleFormat): Named {
  const written = writtenOf(current, after);
  if (written) return { after, written, lost: [] };
  const named = after.source === current.source ? undefined : inLiveNames(current.reading.analysis, after, format);
  if (!named) return { after, written: null, lost: [] };
  if (!named.analysis) return { after, written: null, lost: named.moved };
  const made: Written = { source: after.source, copied: named.copied, moved: named.moved };
  known.set(named.analysis, made);
  return { after: named.analysis, written: made, lost: [] };
}

/** The lines of a source, with its columns as people have them. */
class WrittenLines extends Lines {
  readonly #copied: readonly Copied[];
  readonly #own: Lines;

  constructor(live: string, { source, copied }: Written) {
    super(live);
    this.#copied = copied;
    this.#own = new Lines(source);
  }

  override at(offset: number): { line: number; column: number } {
    const part = this.#copied.findLast(({ at }) => at <= offset);
    return this.#own.at(part ? part.from + Math.min(offset - part.at, part.length) : 0);
  }
}

/** Finds lines and columns in a source, those that people have where its things have other names in the code that runs. */
export function linesOf(analysis: Analysis): Lines {
  const written = known.get(analysis);
  return written ? new WrittenLines(analysis.source, written) : new Lines(analysis.source);
}

const maps = new WeakMap<Written, OwnMap>();

/** The source map of a state's source, also where its things have other names in the code that runs; undefined where none is wanted. */
export function mapOfLive({
  source: code,
  written,
  map: own,
}: Pick<State, 'source' | 'written' | 'map'>): OwnMap | undefined {
  if (!written || own === undefined) return own;
  const made = maps.get(written) ?? mapOf({ code, copied: written.copied, source: written.source, own });
  maps.set(written, made);
  return made;
}

/** The source of an edit as people have it. */
export function textOf(current: State, after: Analysis): string {
  return writtenOf(current, after)?.source ?? after.source;
}

function writtenOf(current: State, after: Analysis): Written | null {
  return known.get(after) ?? (after.source === current.source ? current.written : null);
}
