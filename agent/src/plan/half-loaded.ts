import type { NamedPlace, Remark } from '@suture/protocol/remark.js';
import { limits } from '../limits.ts';
import { Lines } from '../syntax/lines.ts';
import type { Analysis } from '../syntax/scope.ts';
import { cyclesFrom } from './cycles.ts';
import { eagerLinks } from './eager-links.ts';
import type { Links } from './links.ts';
import { type Early, earlyIn, type Link } from './load-order.ts';
import { type Code, codeOf, type FindCode } from './meaning.ts';
import type { ModuleHistory } from './module-history.ts';
import { placeIn } from './place.ts';
import type { Proposal } from './proposal.ts';
import { specifiersIn } from './specifier.ts';
import { type Missing, takenEarly } from './taken-early.ts';
import { takenHalf } from './taken-half.ts';

type Proposals = ReadonlyMap<ModuleHistory, Proposal>;
type ReadSource = (history: ModuleHistory) => Analysis;

/** A name that is taken too early; empty where the cycle does not load at all. */
interface Finding extends Missing {
  readonly early: Early;
}

/**
 * Warns of modules that a restart would load before the module which they take something from has set it: an edit makes a cycle, or moves
 * what one in a cycle loads.
 */
export function warnOfHalfLoaded(
  modules: readonly ModuleHistory[],
  links: Links,
  proposals: Proposals,
  displayPath: (url: string) => string,
): void {
  const now: ReadSource = (history) => history.analysis;
  const then: ReadSource = (history) => proposals.get(history)?.state.reading.analysis ?? history.analysis;
  const named = new Map(
    [...proposals].map(([history, { state }]) => [history, [history.specifiers, specifiersIn(state.source)] as const]),
  );
  const nextOf = (history: ModuleHistory): ModuleHistory[] => {
    const specifiers = named.get(history)?.flat() ?? history.specifiers;
    return [...new Set(specifiers)].flatMap((specifier) => links.meant(specifier, history.loaded.url) ?? []);
  };
  const told = new Set<ModuleHistory>();
  for (const [history, proposal] of proposals) {
    const [was, is] = named.get(history) ?? [[], []];
    const loadsOthers = was.join() !== is.join();
    // Who loads others may come to their cycles by another of their modules.
    const cycles = cyclesFrom(history, nextOf).filter((cycle) => loadsOthers || cycle.has(history));
    const fresh = cycles.filter((cycle) => ![...cycle].some((one) => told.has(one)) && isReadable(cycle));
    if (fresh.length === 0) continue;
    for (const one of fresh.flatMap((cycle) => [...cycle])) told.add(one);
    // What a function loads that is called later does not begin with the module.
    const isRead = (one: ModuleHistory): boolean => proposals.has(one) || fresh.some((cycle) => cycle.has(one));
    const [begun, beginning] = [now, then].map((read) => beginningOf(modules, links, isRead, read)) as [
      readonly ModuleHistory[],
      readonly ModuleHistory[],
    ];
    const [before, after] = [begun, beginning].map((order, index) =>
      fresh.flatMap((cycle) =>
        findingsOf(
          order.filter((one) => cycle.has(one)),
          links,
          index === 0 ? now : then,
        ),
      ),
    ) as [Finding[], Finding[]];
    for (const finding of newIn(after, before)) {
      const { reader, from, reached } = finding.early;
      const [owner] = [reader, from, history].filter((one) => proposals.has(one));
      const target = (owner && proposals.get(owner)) ?? proposal;
      const node = owner === reader ? finding.node : owner === from ? reached : null;
      const at = node ? placeIn(new Lines(target.state.source), node) : { line: 1, column: 1 };
      target.warnings.push({ ...toldOf(finding, then, displayPath), ...at });
    }
    for (const finding of newIn(before, after)) {
      if (finding.name === '') continue;
      const { loads, takes } = placesOf(finding, now, displayPath);
      const reason = `${loads.path}:${loads.line} loaded ${takes.path} before it had set \`${finding.name}\`: what ${takes.path}:${takes.line} took then stays.`;
      proposal.warnings.push({ reason, function: finding.name, line: 1, places: [loads, takes] });
    }
  }
}

/** Those of some findings that others do not have, each once. */
function newIn(findings: readonly Finding[], others: readonly Finding[]): Finding[] {
  const known = new Set(others.map(keyOf));
  return findings.filter((finding) => {
    const isNew = !known.has(keyOf(finding));
    known.add(keyOf(finding));
    return isNew;
  });
}

/** Modules in the order in which a start comes to them: by what those load that are read, and by what the others name. */
function beginningOf(
  modules: readonly ModuleHistory[],
  links: Links,
  isRead: (history: ModuleHistory) => boolean,
  read: ReadSource,
): readonly ModuleHistory[] {
  return links.asTheyBegin(modules, (history) =>
    isRead(history) ? eagerLinks(read(history)).map(({ specifier }) => specifier) : history.specifiers,
  );
}

function isReadable(cycle: ReadonlySet<ModuleHistory>): boolean {
  return [...cycle].reduce((sum, { source }) => sum + source.length, 0) <= limits.planCharacters;
}

function findingsOf(modules: readonly ModuleHistory[], links: Links, read: ReadSource): Finding[] {
  const all = new Set(modules);
  const linksOf = (history: ModuleHistory): Link[] =>
    eagerLinks(read(history)).flatMap(({ specifier, node }) => {
      const to = links.meant(specifier, history.loaded.url);
      return to && all.has(to) ? [{ to, node }] : [];
    });
  const codes = new Map(modules.map((one) => [one, codeOf(one.loaded.url, one.loaded.format, read(one))]));
  const byUrl = new Map(modules.map((one) => [one.loaded.url, one]));
  const find: FindCode = (specifier, { url }) => {
    const meant = byUrl.has(url) ? links.meant(specifier, url) : undefined;
    return meant && codes.get(meant);
  };
  const others = new Map<ModuleHistory, Code>();
  const findAny: FindCode = (specifier, { url }) => {
    const meant = links.meant(specifier, url);
    if (!meant || codes.has(meant) || meant.source.length > limits.planCharacters) return meant && codes.get(meant);
    const code = others.get(meant) ?? codeOf(meant.loaded.url, meant.loaded.format, read(meant));
    others.set(meant, code);
    return code;
  };
  return earlyIn(modules, linksOf).flatMap((early): Finding[] => {
    const { reader, node, from, reached, around } = early;
    const [taking, taken] = [codes.get(reader), codes.get(from)];
    if (!taking || !taken) return [];
    // Node starts no cycle of modules of both kinds.
    const isMixed = new Set(around.map(({ loaded: { format } }) => format)).size > 1;
    if (isMixed) return node ? [{ name: '', node, early }] : [];
    const isLinked = taking.format === 'module';
    const missing = isLinked ? takenEarly(taking, taken, find) : takenHalf(taking, node, taken, reached, find, findAny);
    return missing.map((one) => ({ ...one, early }));
  });
}

function keyOf({ name, early: { reader, from } }: Finding): string {
  return `${reader.loaded.url} ${from.loaded.url} ${name}`;
}

function toldOf(
  finding: Finding,
  read: ReadSource,
  displayPath: (url: string) => string,
): Pick<Remark, 'reason' | 'function' | 'places'> {
  const { name } = finding;
  const { loads, takes } = placesOf(finding, read, displayPath);
  if (name === '') {
    const why = 'Node starts no cycle of ES modules and others';
    const reason = `After a restart ${takes.path}:${takes.line} loads ${loads.path}, which is loading already: ${why}.`;
    return { reason, function: 'imports', places: [takes] };
  }
  const reason = `After a restart ${loads.path}:${loads.line} loads ${takes.path} before it has set \`${name}\`, which ${takes.path}:${takes.line} takes while it loads.`;
  return { reason, function: name, places: [loads, takes] };
}

/** Where a module loads the one that takes something too early, and where that one takes it. */
function placesOf(
  { node, early: { reader, from, reached } }: Finding,
  read: ReadSource,
  displayPath: (url: string) => string,
): { readonly loads: NamedPlace; readonly takes: NamedPlace } {
  const placed = (history: ModuleHistory, at: { readonly start: number }): NamedPlace => {
    const { url } = history.loaded;
    return { url, path: displayPath(url), ...placeIn(new Lines(read(history).source), at) };
  };
  return { loads: placed(from, reached), takes: placed(reader, node) };
}
