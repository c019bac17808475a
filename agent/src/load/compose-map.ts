import { Lines } from '../syntax/lines.ts';
import type { Copied } from '../syntax/marks.ts';
import { decodeMappings, encodeMappings, type Mapping, type Original } from './mappings.ts';
import type { OwnMap } from './own-map.ts';

/** A text that was put together from a source: what was copied, in order, and the map that the source came with. */
export interface PutTogether {
  readonly code: string;
  readonly copied: readonly Copied[];
  readonly source: string;
  readonly own: OwnMap;
  /** Whether it holds a part of the source only, under another name. */
  readonly isPart?: boolean;
}

interface Content {
  readonly mappings: string;
  readonly sourcesContent?: readonly (string | null)[] | undefined;
}

/** A place of the source that has a name elsewhere. */
interface Place {
  readonly offset: number;
  readonly line: number;
  readonly original: Original;
}

/**
 * Writes the comment that maps a text to what its source was made from, else to the source itself; empty where the map of
 * the source cannot be read. A map of the source itself leaves out lines that are as they were: Node prints a place that is
 * mapped in another form. That of a part holds the text of the lines that it maps to, as the file may hold others by then.
 */
export function mapComment({ code, copied, source, own, isPart = false }: PutTogether): string {
  try {
    const itself = { sources: [''], names: [], mappings: '', sourcesContent: isPart ? [source] : undefined };
    const content = own === null ? itself : (JSON.parse(own) as Content);
    if (typeof content.mappings !== 'string') return '';
    const places = own === null ? tokens(source) : mappedPlaces(source, content.mappings);
    let mappings = move(code, copied, places);
    if (own === null && !isPart) mappings = leaveOutSameLines(code, source, mappings);
    const sourcesContent = isPart ? linesOf(content.sourcesContent, mappings) : content.sourcesContent;
    const map = { version: 3, ...content, sourcesContent, mappings: encodeMappings(mappings) };
    return `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
  } catch {
    return '';
  }
}

/** The map of a text that was put together from a source which came with one. */
export function mapOf({ code, copied, source, own }: PutTogether): OwnMap {
  try {
    const content = own === null ? undefined : (JSON.parse(own) as Content);
    if (typeof content?.mappings !== 'string') return own;
    const mappings = encodeMappings(move(code, copied, mappedPlaces(source, content.mappings)));
    return JSON.stringify({ ...content, mappings });
  } catch {
    return own;
  }
}

/** Empties the lines of sources that nothing is mapped to. */
function linesOf(texts: Content['sourcesContent'], mappings: readonly Mapping[]): Content['sourcesContent'] {
  const wanted = new Set(mappings.map(({ original }) => original && `${original.source}:${original.line}`));
  const only = (text: string, source: number): string =>
    text
      .split('\n')
      .map((row, line) => (wanted.has(`${source}:${line}`) ? row : ''))
      .join('\n');
  return texts?.map((text, source) => (text === null ? null : only(text, source)));
}

/** Each word and sign of a source, at itself. */
function tokens(source: string): Place[] {
  const places: Place[] = [];
  let [line, start] = [0, 0];
  for (const { index, 0: text } of source.matchAll(/\n|[\w$]+|[^\s\w$]/g)) {
    if (text === '\n') [line, start] = [line + 1, index + 1];
    else places.push({ offset: index, line, original: { source: 0, line, column: index - start } });
  }
  return places;
}

/** What a map has of a source. */
function mappedPlaces(source: string, mappings: string): Place[] {
  const starts = [0];
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return decodeMappings(mappings).flatMap(({ line, column, original }) => {
    const start = starts[line];
    return start === undefined || !original ? [] : [{ offset: start + column, line, original }];
  });
}

/** Finds the places of what was copied, where it stands now. */
function move(code: string, copied: readonly Copied[], places: readonly Place[]): Mapping[] {
  const lines = new Lines(code);
  const mappings: Mapping[] = [];
  const put = (offset: number, original: Original): void => {
    const { line, column } = lines.at(offset);
    mappings.push({ line: line - 1, column, original });
  };
  for (const { at, from, length } of copied) {
    let next = firstFrom(places, from);
    // It begins in the middle of something that is mapped as a whole.
    const around = places[next - 1];
    if (around && places[next]?.offset !== from && lines.at(at).column > 0) put(at, around.original);
    for (; (places[next]?.offset ?? Number.POSITIVE_INFINITY) < from + length; next++) {
      const { offset, original } = places[next] as Place;
      put(at + offset - from, original);
    }
  }
  return mappings;
}

function firstFrom(places: readonly Place[], offset: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as Place).offset < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Takes out lines on which nothing moved; one entry without a source keeps the one before from reaching there. */
function leaveOutSameLines(code: string, source: string, mappings: readonly Mapping[]): Mapping[] {
  const was = source.split('\n');
  const same = code.split('\n').map((text, line) => text === was[line]);
  const kept: Mapping[] = [];
  for (const mapping of mappings) {
    const { line } = mapping;
    if (!same[line]) kept.push(mapping);
    else if (kept.at(-1)?.original) kept.push({ line, column: 0 });
  }
  return kept;
}
