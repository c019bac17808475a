import type { ModuleFormat } from '@suture/protocol/process.js';
import type { AnyNode } from 'acorn';
import { analyse } from '../../syntax/analyse.ts';
import { visitChildren } from '../../syntax/children.ts';
import { Edits } from '../../syntax/edits.ts';
import { type Copied, unmark } from '../../syntax/marks.ts';
import { parse } from '../../syntax/parse.ts';
import type { Analysis } from '../../syntax/scope.ts';
import { continued } from './continued.ts';
import { liveWords } from './live-words.ts';
import { type Named, type Names, namesIn } from './named.ts';

/** Something that is called otherwise in the new source than in the code that runs. */
export interface MovedName {
  readonly live: string;
  readonly written: string;
  /** In the new source. */
  readonly node: { readonly start: number };
}

/** A new source by the names that its things have in the code that runs. */
export interface InLiveNames {
  readonly analysis: Analysis;
  /** What of its text was copied from the new source as it is written. */
  readonly copied: readonly Copied[];
  readonly moved: readonly MovedName[];
}

/** Tries at names that no other one hides. */
const mostTries = 8;

/**
 * Gives a new source the names of the code that runs, where names moved: a build that makes names short gives that of one function to
 * another. Undefined where they did not; without an analysis where it cannot be done.
 */
export function inLiveNames(
  before: Analysis,
  after: Analysis,
  format: ModuleFormat,
): InLiveNames | { readonly analysis: null; readonly moved: readonly MovedName[] } | undefined {
  const [was, is] = [namesIn(before), namesIn(after)];
  const known = continued(before, after, was, is);
  if (known.moved.length === 0) return undefined;
  const moved = known.moved.map((one) => ({
    live: known.oldOf.get(one)?.word ?? one.word,
    written: one.word,
    node: one.declared[0] as AnyNode,
  }));
  const isText = after.receivers.some(({ use }) => use === 'eval' || use === 'with');
  const apart = new Set<Named>();
  const isFree = (word: string): boolean => !after.source.includes(word) && !before.source.includes(word);
  for (let tries = isText ? mostTries : 0; tries < mostTries; tries++) {
    const live = liveWords(was, is, known, { apart, isFree });
    const made = rewrite(after, live, format);
    if (!made) break;
    const hidden = differing(is, namesIn(made.analysis), after, made.analysis);
    if (hidden.length === 0) return { ...made, moved };
    const size = apart.size;
    for (const one of hidden) if (!one.isPublic) apart.add(one);
    if (apart.size === size) break;
  }
  return { analysis: null, moved };
}

/** Writes a source with other names; undefined where that is no JavaScript. */
function rewrite(
  { source, program }: Analysis,
  live: ReadonlyMap<Named, string>,
  format: ModuleFormat,
): Omit<InLiveNames, 'moved'> | undefined {
  const edits = new Edits(source, { marks: true });
  const places = new Map<AnyNode, string>();
  for (const [named, word] of live) for (const node of [...named.declared, ...named.uses]) places.set(node, word);
  const done = new Set<number>();
  const write = (node: AnyNode, text: string): void => {
    if (!done.has(node.start)) edits.replace(node.start, node.end, text);
    done.add(node.start);
  };
  const visit = (node: AnyNode): void => {
    const word = places.get(node);
    if (word !== undefined) write(node, word);
    else if (node.type === 'Property' && node.shorthand) {
      const { value } = node;
      const named = value.type === 'AssignmentPattern' ? value.left : value;
      const other = places.get(named);
      if (other !== undefined) write(named, `${(named as { name: string }).name}:${other}`);
      if (value.type === 'AssignmentPattern') visit(value.right);
    } else if (node.type === 'ImportSpecifier' && node.imported.start === node.local.start) {
      const other = places.get(node.local);
      if (other !== undefined) write(node.local, `${node.local.name} as ${other}`);
    } else if (node.type === 'ExportSpecifier' && node.exported.start === node.local.start) {
      const other = places.get(node.local as AnyNode);
      if (other !== undefined) write(node.local as AnyNode, `${other} as ${(node.local as { name: string }).name}`);
    } else visitChildren(node, visit);
  };
  visit(program);
  const { code, copied } = unmark(edits.text(), source);
  const parsed = parse(code, format);
  return parsed.ok ? { analysis: analyse(code, parsed.program, format), copied } : undefined;
}

/** What stands for another thing than before somewhere, once names are others: the one whose name hides it. */
function differing(is: Names, made: Names, after: Analysis, other: Analysis): Named[] {
  const hiding = new Set<Named>();
  const compare = (old: AnyNode, fresh: AnyNode): void => {
    const [meant, found] = [is.of.get(old), made.of.get(fresh)];
    if (meant?.index === found?.index) return;
    const one = found ? is.all[found.index] : meant;
    if (one) hiding.add(one);
  };
  for (const [index, { node }] of after.references.entries()) {
    const use = other.references[index];
    if (use) compare(node, use.node);
  }
  for (const [index, { node }] of after.privates.entries()) {
    const use = other.privates[index];
    if (use) compare(node, use.node);
  }
  return [...hiding];
}
