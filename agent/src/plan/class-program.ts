import type { PropertyDefinition } from 'acorn';
import { classKey } from '../load/names.ts';
import { expectedArguments } from '../syntax/parameters.ts';
import type { Analysis, Site } from '../syntax/scope.ts';
import type { ClassHook, ExtensionProgram, MemberProgram } from '../swap/program.ts';
import { keyCode } from './class-key.ts';
import type { Delta, FieldChange, MemberChange } from './delta.ts';
import { emitExtension, lazyName, stampName } from './extension.ts';
import { emitPart } from './overlay.ts';
import type { Hidden, Stamp } from './piece.ts';
import { finish, onLine } from './finish.ts';
import { addGuards, type State } from './state.ts';
import { namesOf } from './units.ts';

/** What there is to know about the classes of a new source, each by its index. */
export interface ClassesAfter {
  readonly hooks: ReadonlyMap<number, ClassHook>;
  readonly stamps: ReadonlyMap<number, Stamp>;
  readonly privates: ReadonlyMap<number, ReadonlyMap<string, string>>;
  /** Keys of private members that are new. */
  readonly symbols: readonly { readonly key: string; readonly name: string }[];
}

/** Follows each class: made where it was, in the new code of this patch, or given other fields by it. */
export function classesAfter(
  ground: { readonly current: State; readonly nextState: number },
  after: Analysis,
  delta: Delta,
): ClassesAfter {
  const { current, nextState } = ground;
  const hooks = new Map<number, ClassHook>();
  const stamps = new Map<number, Stamp>();
  const privates = new Map<number, Map<string, string>>();
  const symbols: { key: string; name: string }[] = [];
  const old = current.reading.analysis.classes.filter((owner) => owner.site === null);
  for (const owner of after.classes) {
    if (owner.site) continue;
    const isNew = delta.overlay.some((unit) => unit.node.start <= owner.node.start && owner.node.end <= unit.node.end);
    const at = old.findIndex((known) => known.name === owner.name);
    const [match] = at === -1 ? [] : old.splice(at, 1);
    const known = match && current.hooks.get(match.index);
    const extended = delta.fields.find((change) => change.class === owner);
    if (isNew || extended) hooks.set(owner.index, { state: nextState, key: classKey(owner.index) });
    else if (known) hooks.set(owner.index, known);
    if (isNew || !match) continue;
    const former = current.hidden.stamps.get(match.index);
    const stamp = extended ? stampOf(extended, former, nextState) : former;
    if (stamp !== undefined) stamps.set(owner.index, stamp);
    const keys = new Map(current.hidden.privates.get(match.index));
    for (const member of delta.members) {
      const { key: name, isPrivate, made } = member;
      if (member.class !== owner || !isPrivate || made === null || !isFirstHalf(delta, member)) continue;
      const key = `#${name} of ${owner.index} in ${nextState}`;
      keys.set(name, key);
      symbols.push({ key, name: `#${name}` });
    }
    if (keys.size > 0) privates.set(owner.index, keys);
  }
  return { hooks, stamps, privates, symbols };
}

/** What gives an instance the fields of a state; what gives those that a patch before brought goes on doing so. */
function stampOf({ isWhole, fields, lazily }: FieldChange, former: Stamp | undefined, state: number): Stamp {
  const names = new Map(former?.lazily);
  for (const { member, how } of lazily ? fields : [])
    if (member.key.type === 'PrivateIdentifier' && how === 'define') names.set(member.key.name, lazyName(state));
  return { name: stampName(state), isWhole, brand: former ? former.brand : lazily?.brand, lazily: names };
}

/** A getter and a setter of one name have one key. */
function isFirstHalf(delta: Delta, member: MemberChange): boolean {
  const isSame = ({ class: owner, key, isPrivate, made }: MemberChange): boolean =>
    owner === member.class && key === member.key && isPrivate && made !== null;
  return delta.members.find(isSame) === member;
}

/** What code of the next state does not see by itself. */
export function hiddenAfter(
  before: Hidden,
  delta: Delta,
  { privates, stamps }: ClassesAfter,
  gone: ReadonlySet<string>,
): Hidden {
  const imports = new Set(before.imports);
  const bindings = new Set(before.bindings);
  for (const unit of delta.overlay)
    for (const name of namesOf(unit)) {
      imports.delete(name);
      bindings.add(name);
    }
  for (const { local } of delta.imports) {
    bindings.delete(local);
    imports.add(local);
  }
  return { imports, bindings, gone, privates, stamps };
}

/** From inside of a class everything that patches brought is seen through the overlay. */
function seenFromClass(hidden: Hidden): Hidden {
  return { ...hidden, imports: new Set([...hidden.imports, ...hidden.bindings]), bindings: new Set() };
}

/** Writes what gives the new instances of classes other fields. */
export function extensionsOf(ground: { readonly current: State }, delta: Delta, state: State): ExtensionProgram[] {
  const { analysis } = state.reading;
  return delta.fields.flatMap((change): ExtensionProgram[] => {
    const former = delta.classes.get(change.class);
    const hook = former && ground.current.hooks.get(former.index);
    if (!hook) return [];
    const stamp = change.isWhole ? undefined : ground.current.hidden.stamps.get(former.index)?.name;
    const { hidden, reading } = ground.current;
    const goneKeys = change.gone.map((member) => keyCode(reading.analysis, member, seenFromClass(hidden)));
    const made = emitExtension(analysis, change, seenFromClass(state.hidden), state.id, { hook, stamp, goneKeys });
    addGuards(state, made.handed);
    return [{ hook, code: finish(state, made.code) }];
  });
}

/** Writes the methods, accessors and static fields that classes gain or lose. */
export function membersOf(
  ground: { readonly current: State },
  delta: Delta,
  state: State,
  isForSome: boolean,
): MemberProgram[] {
  // A function that runs for some calls only has one `length`.
  const members = delta.members.filter(({ kind }) => !isForSome || kind !== 'length');
  return members.flatMap((change): MemberProgram[] => {
    const { class: owner, key: name, isStatic, isPrivate, kind, made } = change;
    const hook = state.hooks.get(owner.index);
    if (!hook) return [];
    const key = isPrivate ? (state.hidden.privates.get(owner.index)?.get(name) ?? name) : name;
    const computed = keyOf(ground, change, state);
    const keyCode = computed && finish(state, `($suture,$sutureOverlay)=>${computed}`);
    if (kind === 'length') {
      const code = lengthCode(change, computed ?? JSON.stringify(key));
      return [{ hook, isStatic, key, keyCode, isPrivate, kind: 'assigned', code }];
    }
    const code = made === null ? null : memberCode(state, change, made, computed ?? JSON.stringify(key));
    return [{ hook, isStatic, key, keyCode, isPrivate, kind, code }];
  });
}

/** Sets the `length` of a method, or that of its class, which is that of the constructor. */
function lengthCode({ isStatic, made }: MemberChange, key: string): string {
  const site = made as Site;
  const home = isStatic || site.kind === 'constructor' ? 'this' : 'this.prototype';
  const where = site.kind === 'constructor' ? home : `${home},${key}`;
  return `($suture,$sutureOverlay)=>$sutureOverlay.$suture.length(${expectedArguments(site)},${where})`;
}

/** Text of an expression for a key that is computed; null where it is written. */
function keyOf({ current }: { readonly current: State }, { keyed, gone }: MemberChange, state: State): string | null {
  const home = gone ? current : state;
  return keyed && `(${keyCode(home.reading.analysis, keyed, seenFromClass(home.hidden))})`;
}

/** `key` is the text of an expression. */
function memberCode(state: State, change: MemberChange, made: NonNullable<MemberChange['made']>, key: string): string {
  const { analysis } = state.reading;
  const seen = seenFromClass(state.hidden);
  const at = change.isPrivate ? `[$sutureOverlay[${key}]]` : `[${key}]`;
  const start = 'node' in made ? made.node.start : made.start;
  const place = (text: string): string =>
    finish(state, onLine(analysis.source, start, `($suture,$sutureOverlay)=>${text}`));
  if (!('node' in made)) return place(fieldCode(state, change, made, at, seen));
  const { text: body, handed } = emitPart(analysis, made.node as never, seen);
  addGuards(state, handed);
  const node = made.node as { async?: boolean; generator?: boolean };
  const prefix =
    change.kind === 'method' ? `${node.async ? 'async ' : ''}${node.generator ? '*' : ''}` : `${change.kind} `;
  const home = `Object.getPrototypeOf(${change.isStatic ? 'this' : 'this.prototype'})`;
  return place(`({__proto__:${home},${prefix}${at}${body}})`);
}

function fieldCode(state: State, change: MemberChange, member: PropertyDefinition, at: string, seen: Hidden): string {
  const part = member.value ? emitPart(state.reading.analysis, member.value, seen) : undefined;
  if (part) addGuards(state, part.handed);
  // A function that is set takes no name from where it is set.
  const value = part ? `(${'isSet' in member ? '0,' : ''}${part.text})` : 'void 0';
  if (change.kind !== 'assigned') return `({${at}:${value}})`;
  const kept = seen.privates.get(change.class.index)?.get(change.key);
  const name = kept === undefined ? `this.#${change.key}` : `this[$sutureOverlay[${JSON.stringify(kept)}]]`;
  return `{const $sutureNow=${value};return ()=>{const $sutureWas=${name};${name}=$sutureNow;return ()=>{${name}=$sutureWas}}}`;
}
