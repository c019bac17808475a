import { emitGuards, type Handed } from '../load/emit.ts';
import type { Surroundings } from '../load/guard.ts';
import { form } from './form.ts';
import { given } from './given.ts';
import { givingThis, makeInstance } from './instance.ts';
import { Edits } from '../syntax/edits.ts';
import { isDerived, receiverKeys, receiverOf, superOfKey } from '../syntax/environment.ts';
import { isImplied } from '../syntax/implied-constructor.ts';
import { functionNode } from '../syntax/parameters.ts';
import type { Analysis, Binding, ClassSite, Handover, Reference, Site } from '../syntax/scope.ts';
import { parenthesised as parenthesisedAt } from './statement-start.ts';
import { privateKey, replacePrivate } from './privates.ts';
import { giveFirst } from './give-first.ts';
import { handoverFor, isHanded, reachPrivate } from './reach-private.ts';
import { isSuperCall, replaceSuper, superThrough, superWay } from './reach-super.ts';
import { whyKindsDiffer } from './why-kinds-differ.ts';
import { handedAs, withEnvironment } from './with-environment.ts';

/** Where a new body is going to be called from. */
export interface Target {
  /** The function that holds the cell. */
  readonly site: Site;
  /** What its guard hands over; null when it hands over nothing. */
  readonly handed: readonly string[] | null;
  /** The places of what is handed over. */
  readonly environment: readonly Handover[];
  /** Whether those who call it from before were told that they get a promise, whatever it returns. */
  readonly mayPromise: boolean;
  /** Whether a variable of the new source is the one that the guard hands over under that name. */
  isSame(binding: Binding): boolean;
  /** Whether a class of the new source is one that is around the guard. */
  isSameClass(owner: ClassSite, known: ClassSite): boolean;
}

/** A function that gives an instance other fields than its class was made with, by name. */
export interface Stamp {
  readonly name: string;
  /** All of them, to what the class above makes: the fields that the class was made with are not given first. */
  readonly isWhole: boolean;
  /** A private field that the class itself gave its instances, where one is known. */
  readonly brand: string | undefined;
  /** Private fields that live instances get with their first use, and what gives them. */
  readonly lazily: ReadonlyMap<string, string>;
}

/** The names that code evaluated for one state of a module cannot see by itself. */
export interface Hidden {
  /** Seen through the overlay everywhere: imports that a patch added. */
  readonly imports: ReadonlySet<string>;
  /** Seen through the overlay from inside of classes only: bindings that a patch added. */
  readonly bindings: ReadonlySet<string>;
  /** Private members that patches added to live classes, by the index of the class: what the overlay has their keys under. */
  readonly privates: ReadonlyMap<number, ReadonlyMap<string, string>>;
  /** For classes whose instances get other fields than the class was made with. */
  readonly stamps: ReadonlyMap<number, Stamp>;
  /** Seen although the source has them no more. */
  readonly gone: ReadonlySet<string>;
}

/** A compiled body, or the reason why it cannot be called from there. */
export type Piece =
  /** The text has marks in it, for `finish`. */
  | { readonly ok: true; readonly text: string; readonly handed: Handed }
  /** `isOfTarget` when the old function stands in the way, so that one made anew can be called. */
  | { readonly ok: false; readonly reason: string; readonly isOfTarget: boolean };

/** The class that a body is compiled inside of, so that it sees `#private` names. */
export function hookClass(site: Site): ClassSite | null {
  let owner = site.class;
  while (owner?.site) owner = owner.outer;
  return owner;
}

function isInside(scopeSite: Site | null, site: Site): boolean {
  for (let from = scopeSite; from; from = from.parent) if (from === site) return true;
  return false;
}

/** Whether a variable is one that the code around the piece owns. */
function isOutside(binding: Binding, site: Site): boolean {
  return !(binding.scope.site && isInside(binding.scope.site, site)) && !isWithin(binding, site);
}

function isWithin(binding: Binding, site: Site): boolean {
  const { class: owner } = binding.scope;
  return Boolean(owner && owner.start >= site.node.start && owner.end <= site.node.end);
}

function isModuleLevel(binding: Binding): boolean {
  const { scope } = binding;
  return scope.kind === 'module' || (scope.kind === 'class' && scope.site === null);
}

/** Replaces a use of a name by an expression, as the place where it stands demands; `parenthesised` knows where statements begin. */
export function replaceReference(
  edits: Edits,
  { node, place }: Reference,
  expression: string,
  parenthesised: (start: number, text: string) => string,
): void {
  if (place === 'shorthand') edits.close(node.end, `:${expression}`);
  else if (place === 'callee') edits.replace(node.start, node.end, parenthesised(node.start, `(0,${expression})`));
  else edits.replace(node.start, node.end, expression);
}

/** Compiles the body of a function so that the guard of a target can call it. */
export function compilePiece(analysis: Analysis, site: Site, target: Target, hidden: Hidden): Piece {
  const refuse = (reason: string, isOfTarget = false): Piece => ({ ok: false, reason, isOfTarget });
  const differ = whyKindsDiffer(site, target);
  if (differ) return refuse(differ, true);
  const handed = new Set(target.handed ?? []);
  const used = new Set<string>();
  /** Reads something that the guard handed over. */
  const take = (key: string): string | undefined => {
    if (!handed.has(key)) return undefined;
    used.add(key);
    return `${given.environment}.${handedAs(key)}`;
  };
  const hook = hookClass(site);
  const { node } = site;
  const within = (inner: { start: number; end: number }): boolean => inner.start >= node.start && inner.end <= node.end;
  const variable = (binding: Binding): string | undefined => {
    if (!isOutside(binding, site))
      return binding.kind === 'self' && binding.scope === site.scope ? take(binding.name) : binding.name;
    if (!isModuleLevel(binding)) return target.isSame(binding) ? take(binding.name) : undefined;
    const behind = hidden.imports.has(binding.name) || (hook !== null && hidden.bindings.has(binding.name));
    return behind && binding.scope.kind === 'module' ? `${given.overlay}.${binding.name}` : binding.name;
  };
  const edits = new Edits(analysis.source, { marks: true });
  const outer = analysis.privates.filter(
    (use) => use.class && isInside(use.site, site) && !within(use.class.node as { start: number; end: number }),
  );
  // What comes to stand inside of a call begins no statement any more.
  const inCalls = new Set(outer.flatMap((use) => (use.class?.site ? use.around.start : [])));
  const parenthesised = (start: number, text: string): string =>
    inCalls.has(start) ? text : parenthesisedAt(analysis, start, text);
  for (const reference of analysis.references) {
    const { binding } = reference;
    if (!binding || !within(reference.node)) continue;
    const expression = variable(binding);
    if (expression === undefined)
      return refuse(`The functions that are already there cannot reach \`${binding.name}\`.`, true);
    if (expression !== binding.name) replaceReference(edits, reference, expression, parenthesised);
  }
  const derived = isDerived(site);
  const way = superWay(site, derived);
  let readsSuper = false;
  const receiver = receiverOf(site);
  for (const { node: use, site: from, use: what } of analysis.receivers) {
    if (!within(use)) continue;
    if (what === 'import.meta') {
      edits.replace(use.start, use.end, `${given.tools}.meta`);
      continue;
    }
    let provider = from;
    while (provider && provider !== site && provider.kind === 'arrow') provider = provider.parent;
    if (provider !== site) continue;
    if (what === 'super') {
      if (isSuperCall(analysis, use)) {
        if (!derived) return refuse('`super(…)` cannot be called from a function that is compiled on its own.');
        edits.replace(use.start, use.end, `${given.self}=${given.construct}`);
      } else if (way !== 'own') {
        if (way === 'handed' && take(superOfKey) === undefined)
          return refuse('The functions that are already there cannot reach `super`.', true);
        readsSuper = true;
        replaceSuper(edits, analysis, use);
      }
    } else if (what === 'this' || what === 'arguments' || what === 'new.target') {
      if (derived && what === 'this')
        edits.replace(use.start, use.end, parenthesised(use.start, `(${given.self}??${given.unbound}())`));
      const isNative = site.kind === 'arrow' ? receiver === null : what !== 'new.target';
      if (isNative || (derived && what === 'this')) continue;
      const expression = take(receiverKeys[what]);
      if (expression === undefined)
        return refuse(`The functions that are already there cannot reach \`${what}\`.`, true);
      edits.replace(use.start, use.end, expression);
    }
  }
  const reached = new Set<string>();
  for (const use of outer.sort((a, b) => a.around.start - b.around.start || b.around.end - a.around.end)) {
    const owner = use.class as ClassSite;
    if (!owner.site) {
      const key = privateKey(use, hidden);
      if (key !== undefined) replacePrivate(edits, analysis.source, use, key);
      else giveFirst(edits, use, hidden);
      continue;
    }
    const handover = handoverFor(target, owner);
    const through = handover && isHanded(target, handover, owner, use.name) ? take(handover.key) : undefined;
    if (through === undefined)
      return refuse(`The functions that are already there cannot reach \`#${use.name}\`.`, true);
    const reason = reachPrivate(edits, analysis, use, through);
    if (reason !== undefined) return refuse(reason);
    reached.add(use.name);
  }
  const surroundings: Surroundings = {
    holder: () => given.cells,
    classHolder: given.cells,
    importer: given.importer,
    variable,
    receiver: (inner, use) => {
      const provider = receiverOf(inner);
      if (provider !== site && !(provider && isInside(provider, site))) return take(receiverKeys[use]);
      if (derived && provider === site)
        return use === 'this' ? given.self : use === 'new.target' ? take(receiverKeys[use]) : use;
      return use;
    },
    passedOn: (inner, handover) => {
      const { privates } = handover;
      if (privates) {
        if (within(privates.owner.node)) return undefined;
        const known = handoverFor(target, privates.owner);
        const names = privates.names.filter((name) => known && isHanded(target, known, privates.owner, name));
        return { expression: known && names.length > 0 ? take(known.key) : undefined, names };
      }
      if (handover.key !== superOfKey || way === 'own') return undefined;
      const provider = receiverOf(inner);
      if (inner.kind !== 'arrow' || (provider !== site && provider && isInside(provider, site))) return undefined;
      return { expression: superThrough(way), names: [] };
    },
  };
  const inner = emitGuards(edits, analysis, { start: node.start, end: node.end, except: site }, surroundings);
  const stamp = site.kind === 'constructor' && site.memberOf ? hidden.stamps.get(site.memberOf.index) : undefined;
  const isMade = site.memberOf?.site !== null;
  const making = derived ? makeInstance({ target, isMade, readsSuper, stamp }, take) : undefined;
  if (derived && !making) return refuse('The functions that are already there cannot reach their class.', true);
  const head = making || stamp === undefined ? '' : `${stamp.name}(this);`;
  if (head !== '' && !isImplied(site)) edits.open((functionNode(site)?.body.start ?? 0) + 1, head);
  const body = making ? givingThis(form(site, edits, head), making) : form(site, edits, head);
  const text = target.handed === null ? body : withEnvironment(target.environment, { used, privates: reached }, body);
  const parameters = [given.cells, given.overlay, ...(making?.parameters ?? [])];
  return { ok: true, text: `(${parameters.join(',')})=>${text}`, handed: inner };
}
