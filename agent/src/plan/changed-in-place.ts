import { isFunction } from '../load/patchable.ts';
import { Lines } from '../syntax/lines.ts';
import type { Analysis, Site } from '../syntax/scope.ts';
import { type Place, placeIn } from './place.ts';
import { chainText } from './property-unit.ts';
import type { Proposal } from './proposal.ts';

/** Something that a patch changes in an object or class which stays who it is: a property, a static, or the entries of a map or set. */
export interface ChangedInPlace {
  /** The top-level name of the object, or of the one that it is in. */
  readonly root: string;
  readonly path: readonly string[];
  /** The property; null for entries. */
  readonly key: string | null;
  /** As one would write it: `config.limit`. */
  readonly text: string;
  /** Where the source says so. */
  readonly at: Place;
}

/** What a patch of one module changes in place. */
export function changedInPlace({ delta, state }: Proposal): ChangedInPlace[] {
  const lines = new Lines(state.source);
  const properties = delta.properties.map(({ root, path, key, value }): ChangedInPlace => {
    const text = chainText(root, [...path, key]);
    const told = delta.changes.find((change) => change.function === text);
    const at = value ? placeIn(lines, value) : { line: told?.line ?? 1, column: told?.column ?? 1 };
    return { root, path, key, text, at };
  });
  const entries = delta.statements.flatMap(({ node, later }): ChangedInPlace[] => {
    if (later?.how !== 'entry' || later.receiver?.type !== 'Identifier') return [];
    const { name } = later.receiver;
    return [{ root: name, path: [], key: null, text: name, at: placeIn(lines, node) }];
  });
  const statics = delta.members.flatMap(
    ({ class: owner, key, keyed, isStatic, isPrivate, kind, made }): ChangedInPlace[] => {
      if (!isStatic || isPrivate || keyed || kind !== 'field') return [];
      const text = chainText(owner.name, [key]);
      const told = delta.changes.find((change) => change.function === text);
      const at = made && 'type' in made ? placeIn(lines, made) : { line: told?.line ?? 1, column: told?.column ?? 1 };
      return [{ root: owner.name, path: [], key, text, at }];
    },
  );
  return [...properties, ...entries, ...statics];
}

/** The functions of the module itself that may read it. */
export function readersOf(analysis: Analysis, { root, key }: ChangedInPlace): Site[] {
  const readers = new Set<Site>();
  for (const { site } of analysis.module.bindings.get(root)?.references ?? []) {
    let reader = site;
    while (reader && !isFunction(reader)) reader = reader.parent;
    if (!reader) continue;
    const text = analysis.source.slice(reader.node.start, reader.node.end);
    if (key === null || text.includes(key) || text.includes('[')) readers.add(reader);
  }
  return [...readers];
}
