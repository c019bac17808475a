import type { AnyNode } from 'acorn';
import type { NamedPlace } from '@suture/protocol/remark.js';
import { limits } from '../limits.ts';
import { Lines } from '../syntax/lines.ts';
import type { Analysis } from '../syntax/scope.ts';
import { eagerLinks } from './eager-links.ts';
import type { Links } from './links.ts';
import type { Link } from './load-order.ts';
import { type Turns, turnsOf } from './load-turns.ts';
import { type Code, codeOf, type FindCode } from './meaning.ts';
import type { ModuleHistory } from './module-history.ts';
import { placeIn } from './place.ts';
import type { Proposal } from './proposal.ts';
import { specifiersIn } from './specifier.ts';
import { type Touch, touchedAtLoad } from './touched-at-load.ts';

type ReadSource = (history: ModuleHistory) => Analysis;

/** A touch and where it stands, in the sources that run and in those to come. */
interface Placed {
  readonly history: ModuleHistory;
  readonly touch: Touch;
  /** When it comes in a start, before and after the edit. */
  readonly turns: readonly [was: number, is: number];
}

/**
 * Warns of modules that a restart would load in another order because an edit loads others, where both read or change the same of a third
 * one while they load, as those do that register something.
 */
export function warnOfOtherOrder(
  modules: readonly ModuleHistory[],
  links: Links,
  proposals: ReadonlyMap<ModuleHistory, Proposal>,
  displayPath: (url: string) => string,
): void {
  const edited = [...proposals].find(
    ([history, { state }]) => history.specifiers.join() !== specifiersIn(state.source).join(),
  );
  if (!edited) return;
  const [history, proposal] = edited;
  const now: ReadSource = (one) => one.analysis;
  const then: ReadSource = (one) => proposals.get(one)?.state.reading.analysis ?? one.analysis;
  const read = new Set(proposals.keys());
  const turnsBy = (source: ReadSource): Turns => turnsOf(modules, (one) => linksOf(one, links, read, source));
  const differing = movedBetween(turnsBy(now).order, turnsBy(then).order);
  if (differing.length === 0) return;
  for (const one of differing) read.add(one);
  if ([...read].reduce((sum, { source }) => sum + source.length, 0) > limits.planCharacters) {
    const reason = `After a restart up to ${read.size} modules load in another order, which are too large to be looked into: what they register while they load may come in another order too.`;
    proposal.warnings.push({ reason, function: 'imports', ...placeOfLink(history, proposal) });
    return;
  }
  const [was, is] = [turnsBy(now), turnsBy(then)];
  const moved = new Set(movedBetween(was.order, is.order));
  const touches = placed(moved, links, [now, then], [was, is]);
  const told = new Set<string>();
  for (const one of touches)
    for (const other of touches) {
      if (!isTurnedRound(one, other)) continue;
      const { owner, name } = one.touch;
      const key = [one.history.loaded.url, other.history.loaded.url, owner.url, name].join(' ');
      if (told.has(key)) continue;
      told.add(key);
      const places = [one, other].map((each) => placeOf(each, then, displayPath)) as [NamedPlace, NamedPlace];
      const [first, second] = places.map(({ path, line }) => `${path}:${line}`);
      const what = (each: Placed): string => (each.touch.isChange ? 'changes' : 'reads');
      const does = `${first} ${what(one)} \`${name}\` of ${displayPath(owner.url)} before ${second} ${what(other)} it`;
      const reason = `After a restart ${does}: the order of loading changes, and in this process ${second} came first.`;
      proposal.warnings.push({ reason, function: name, ...placeOfLink(history, proposal), places });
    }
}

/** Whether the first comes before the second after the edit, and came after it before; one of them changes what both touch. */
function isTurnedRound(one: Placed, other: Placed): boolean {
  const isSame = one.touch.owner.url === other.touch.owner.url && one.touch.name === other.touch.name;
  if (!isSame || one.history === other.history || !(one.touch.isChange || other.touch.isChange)) return false;
  return one.turns[1] < other.turns[1] && one.turns[0] > other.turns[0];
}

function linksOf(history: ModuleHistory, links: Links, read: ReadonlySet<ModuleHistory>, source: ReadSource): Link[] {
  const named = read.has(history)
    ? eagerLinks(source(history))
    : history.specifiers.map((specifier) => ({ specifier, node: { start: 0 } as AnyNode }));
  return named.flatMap(({ specifier, node }) => {
    const to = links.meant(specifier, history.loaded.url);
    return to ? [{ to, node }] : [];
  });
}

/** The modules from the first to the last that are not where they were. */
function movedBetween(was: readonly ModuleHistory[], is: readonly ModuleHistory[]): ModuleHistory[] {
  const isOther = (one: ModuleHistory, index: number): boolean => was[index] !== one;
  return is.slice(is.findIndex(isOther) === -1 ? is.length : is.findIndex(isOther), is.findLastIndex(isOther) + 1);
}

function placed(
  moved: ReadonlySet<ModuleHistory>,
  links: Links,
  sources: readonly [ReadSource, ReadSource],
  turns: readonly [Turns, Turns],
): Placed[] {
  const codes = sources.map(() => new Map<ModuleHistory, Code>());
  const touchesIn = (index: 0 | 1, history: ModuleHistory): Touch[] => {
    const codeOfOne = (one: ModuleHistory): Code => {
      const { url, format } = one.loaded;
      const code = codes[index]?.get(one) ?? codeOf(url, format, sources[index](one));
      codes[index]?.set(one, code);
      return code;
    };
    const find: FindCode = (specifier, { url }) => {
      const meant = links.meant(specifier, url);
      return meant && meant.source.length <= limits.planCharacters ? codeOfOne(meant) : undefined;
    };
    return touchedAtLoad(codeOfOne(history), find);
  };
  return [...moved].flatMap((history) => {
    const before = touchesIn(0, history);
    return touchesIn(1, history).flatMap((touch): Placed[] => {
      // What is new in the source is told elsewhere.
      const at = before.findIndex(({ owner, name, isChange }) => {
        return owner.url === touch.owner.url && name === touch.name && isChange === touch.isChange;
      });
      const [former] = at === -1 ? [] : before.splice(at, 1);
      const was = former && turns[0].at(history, former.node);
      const is = turns[1].at(history, touch.node);
      return was === undefined || is === undefined ? [] : [{ history, touch, turns: [was, is] }];
    });
  });
}

function placeOf({ history, touch }: Placed, read: ReadSource, displayPath: (url: string) => string): NamedPlace {
  const { url } = history.loaded;
  return { url, path: displayPath(url), ...placeIn(new Lines(read(history).source), touch.node) };
}

/** What the edit loads otherwise: the first that is new, or the beginning. */
function placeOfLink(history: ModuleHistory, { state }: Proposal): { readonly line: number; readonly column: number } {
  const fresh = eagerLinks(state.reading.analysis).find(({ specifier }) => !history.specifiers.includes(specifier));
  return fresh ? placeIn(new Lines(state.source), fresh.node) : { line: 1, column: 1 };
}
