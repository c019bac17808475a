import type { Remark } from '@suture/protocol/remark.js';
import { limits } from '../limits.ts';
import type { Site } from '../syntax/scope.ts';
import { accessorNames } from './accessor-names.ts';
import { type ChangedInPlace, changedInPlace, readersOf } from './changed-in-place.ts';
import type { Links } from './links.ts';
import { Load } from './load-walk.ts';
import { type Code, codeOf, type FindCode, type Meaning, Meanings } from './meaning.ts';
import { memberOf } from './member-meaning.ts';
import type { ModuleHistory } from './module-history.ts';
import { linesOf } from './moved/written.ts';
import { type Place, placeIn } from './place.ts';
import type { Proposal } from './proposal.ts';
import { ranAtLoad } from './ran-at-load.ts';
import { type EarlyRead, WatchedReads } from './watched-reads.ts';

/** A call of a changed function that another module made while it loaded. */
interface EarlyCall {
  readonly from: ModuleHistory;
  /** Where it came to the function; undefined where that is not known. */
  readonly at: Place | undefined;
  /** What was called, where that is not the function itself but one that comes to it. */
  readonly via: string | undefined;
}

const tooMuch = 'Modules that import from here call more while they load than is followed: some of it is not known.';

/** Finds sources that may have to do with the changed functions, and any other one that is given something to call. */
class Sources {
  readonly #links: Links;
  readonly #proposals: ReadonlyMap<ModuleHistory, Proposal>;
  readonly #codes = new Map<ModuleHistory, Code>();
  readonly #near: ReadonlySet<ModuleHistory>;
  #left: number = limits.planCharacters;

  constructor(links: Links, proposals: ReadonlyMap<ModuleHistory, Proposal>, near: ReadonlySet<ModuleHistory>) {
    this.#links = links;
    this.#proposals = proposals;
    this.#near = near;
  }

  /** The code of a module as it is with the patch; undefined where there is too much of it. */
  code(history: ModuleHistory): Code | undefined {
    const known = this.#codes.get(history);
    if (known) return known;
    const proposal = this.#proposals.get(history);
    if (!proposal && history.source.length > this.#left) return undefined;
    this.#left -= history.source.length;
    const { url, format } = history.loaded;
    const made = codeOf(url, format, proposal?.state.reading.analysis ?? history.analysis);
    this.#codes.set(history, made);
    return made;
  }

  readonly find: FindCode = (specifier, from, isGiven) => {
    const history = this.#links.meant(specifier, from.url);
    return history && (isGiven || this.#near.has(history)) ? this.code(history) : undefined;
  };
}

/**
 * Tells of changed functions that other modules called while these loaded, and of what changes in place and was read then: they
 * have what is new from now on, and what came of it stays.
 */
export function warnOfEarlyCalls(
  links: Links,
  proposals: ReadonlyMap<ModuleHistory, Proposal>,
  displayPath: (url: string) => string,
): void {
  const changed = [...proposals].flatMap(([history, proposal]) => {
    const inPlace = changedInPlace(proposal);
    const sites = new Map<Site, ChangedInPlace | null>();
    for (const site of proposal.delta.bodies.keys()) sites.set(site, null);
    for (const change of inPlace)
      for (const site of readersOf(proposal.state.reading.analysis, change))
        if (!sites.has(site)) sites.set(site, change);
    return sites.size > 0 || inPlace.length > 0 ? [{ history, proposal, inPlace, sites }] : [];
  });
  if (changed.length === 0) return;
  const near = links.importersOf(changed.map(({ history }) => history));
  // Functions that a module ran by itself are told where it is compared.
  const isOwn = changed.every(({ sites }) => [...sites.values()].every((change) => change === null));
  if (near.size === 1 && isOwn) return;
  const sources = new Sources(links, proposals, near);
  const accessors = new Set([...near].flatMap(({ source }) => accessorNames(source)));
  // One for all: a function is called with what it was given when another module loaded.
  const meanings = new Meanings(sources.find);
  const watch = new WatchedReads(
    changed.flatMap(({ history, inPlace }) => {
      const code = sources.code(history);
      return code ? inPlace.map((change) => ({ change, objects: objectsOf(meanings, code, change) })) : [];
    }),
  );
  const early = new Map<Site, EarlyCall[]>();
  const reads: { readonly from: ModuleHistory; readonly read: EarlyRead }[] = [];
  let unread = 0;
  // The nearest are read first, as there may be too much of the others.
  for (const from of near) sources.code(from);
  for (const from of links.inOrder(near)) {
    const code = sources.code(from);
    if (!code) {
      unread += 1;
      continue;
    }
    const { ran, departures } = new Load(code, meanings, accessors, watch);
    reads.push(...watch.found.splice(0).map((read) => ({ from, read })));
    const lines = linesOf(code.analysis);
    for (const { sites } of changed) {
      for (const site of sites.keys()) {
        if (!ran.has(site)) continue;
        const departure = departures.get(site);
        const at = departure && placeIn(lines, departure.call);
        const via = departure && departure.first !== site ? departure.first.path : undefined;
        early.set(site, [...(early.get(site) ?? []), { from, at, via }]);
      }
    }
  }
  for (const { history, proposal, inPlace, sites } of changed) {
    const { analysis } = proposal.state.reading;
    const lines = linesOf(analysis);
    const own = ranAtLoad(analysis);
    for (const [site, change] of sites) {
      const calls = early.get(site) ?? [];
      const others = calls.filter(({ from }) => from !== history);
      const at = { function: site.path, ...placeIn(lines, site.node) };
      const isTold = own.has(site) && change === null;
      const read = change === null ? 'It ran' : `It read \`${change.text}\``;
      if (others.length > 0) proposal.warnings.push({ ...told(others, change, displayPath), ...at });
      else if (calls.length > 0 && !isTold)
        proposal.warnings.push({ reason: `${read} while the module loaded, and what came of that stays.`, ...at });
    }
    for (const change of inPlace) {
      // Code may be gone through more than once.
      const places = new Map(
        reads
          .filter(({ read }) => read.change === change && read.code.url !== history.loaded.url)
          .map((place) => [`${place.from.loaded.url} ${place.read.code.url} ${place.read.node.start}`, place]),
      );
      for (const place of places.values()) proposal.warnings.push(toldRead(change, place, displayPath));
    }
  }
  const [first] = changed;
  if (meanings.isCut) first?.proposal.warnings.push({ reason: tooMuch, function: '', line: 1 });
  if (unread > 0 && first) {
    const reason = `${unread} modules that import from here are too large to be looked into: what they called while they loaded is not known.`;
    first.proposal.warnings.push({ reason, function: '', line: 1 });
  }
}

/** What an object that changes in place may be. */
function objectsOf(meanings: Meanings, code: Code, { root, path }: ChangedInPlace): Meaning[] {
  const binding = code.analysis.module.bindings.get(root);
  let objects = binding ? meanings.binding(binding, code) : [];
  for (const name of path) objects = objects.flatMap((object) => memberOf(meanings, object, name));
  return objects;
}

function told(
  calls: readonly EarlyCall[],
  change: ChangedInPlace | null,
  displayPath: (url: string) => string,
): Pick<Remark, 'reason' | 'places'> {
  const named = calls.length > 3 ? calls.slice(0, 2) : calls;
  const shown = named.map(({ from, at, via }) => {
    const place = `${displayPath(from.loaded.url)}:${at?.line ?? 0}`;
    return via === undefined ? place : `${place} through \`${via}\``;
  });
  if (named.length < calls.length) shown.push(`${calls.length - named.length} more modules`);
  const all = [shown.slice(0, -1).join(', '), shown.at(-1)].filter((part) => part !== '').join(' and ');
  const what =
    change === null
      ? ''
      : change.key === null
        ? `, without what is added to \`${change.text}\``
        : `, with another \`${change.text}\``;
  const reason = `${all} called it while ${shown.length === 1 ? 'it' : 'they'} loaded${what}, and what came of that stays.`;
  const places = named.flatMap(({ from: { loaded }, at }) =>
    at ? [{ url: loaded.url, path: displayPath(loaded.url), ...at }] : [],
  );
  return { reason, places };
}

/** Tells of a read elsewhere: the value that came of it is kept there. */
function toldRead(
  change: ChangedInPlace,
  { from, read }: { readonly from: ModuleHistory; readonly read: EarlyRead },
  displayPath: (url: string) => string,
): Remark {
  const { url } = read.code;
  const at = { url, path: displayPath(url), ...placeIn(linesOf(read.code.analysis), read.node) };
  const when = from.loaded.url === url ? 'it' : displayPath(from.loaded.url);
  const place = `${at.path}:${at.line}`;
  const reason = read.isSet
    ? `${place} sets it while ${when} loads: after a restart it has the value from there.`
    : `${place} read it while ${when} loaded, and what came of that stays.`;
  return { reason, function: change.text, ...change.at, places: [at] };
}
