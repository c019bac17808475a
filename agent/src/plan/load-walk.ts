import type { AnyNode, Pattern } from 'acorn';
import { childrenOf } from '../syntax/children.ts';
import { functionNode } from '../syntax/parameters.ts';
import type { ClassSite, Site } from '../syntax/scope.ts';
import { calleeName } from './callee.ts';
import { type Code, type Made, type Meaning, type Meanings } from './meaning.ts';
import { accessorsOf, memberOf } from './member-meaning.ts';
import { keyName, memberName } from './member-name.ts';
import type { WatchedReads } from './watched-reads.ts';

/** How a function came to run while its module loaded: written where it runs and never called again, or called. */
export type RanAtLoad = 'in place' | 'called';

/** The call by which a module that was loading came to a function of another one. */
export interface Departure {
  /** The call, in the module that was loading. */
  readonly call: AnyNode;
  /** What it called, there. */
  readonly first: Site;
}

/** What a call gives, each with all that it may stand for. */
type Given = readonly (readonly Meaning[])[];

/** Methods that call what they are given before they return. */
const callsAtOnce = new Set(
  'map filter forEach reduce reduceRight some every find findIndex flatMap sort toSorted replace replaceAll from'.split(
    ' ',
  ),
);
/** Methods by which a map, a list or an emitter is given what it holds. */
const putsIn = new Set('set add push unshift on once addListener prependListener'.split(' '));
const callsLater = new Set(['then', 'catch', 'finally']);
/** What compilers call the function that applies decorators. */
const decorates = /decorate|apply_?dec/i;
const calls = new Set(['CallExpression', 'NewExpression', 'TaggedTemplateExpression']);
/** How often a function is gone through because it is given something else to call. */
const mostTurns = 4;

/** Follows what a module calls while it loads, as far as names tell. */
export class Load {
  /** The functions that ran, of any module. */
  readonly ran: Map<Site, RanAtLoad> = new Map();
  /** How the loading module came to those of others. */
  readonly departures: Map<Site, Departure> = new Map();
  readonly #root: Code;
  readonly #meanings: Meanings;
  readonly #accessors: ReadonlySet<string>;
  readonly #watch: WatchedReads | undefined;
  readonly #turns = new Map<Site, number>();
  /** Functions that were written where they are given to a call. */
  readonly #written = new Set<Site>();
  readonly #constructed = new Set<ClassSite>();
  #call: AnyNode | undefined;
  #departure: Departure | undefined;
  /** What is being assigned to. */
  #set: AnyNode | undefined;

  /**
   * `meanings` may know what other modules gave to functions when these loaded; `accessors` are the names under which something is
   * read or set by a function, in any module; `watch` notes reads of what a patch changes in place.
   */
  constructor(root: Code, meanings: Meanings, accessors: ReadonlySet<string>, watch?: WatchedReads) {
    this.#root = root;
    this.#watch = watch;
    this.#accessors = accessors;
    this.#meanings = meanings;
    for (const statement of root.analysis.program.body) this.#run(statement, 'in place', root);
  }

  /** Goes through code that runs; `how` is for the functions that stand in it. */
  #run(node: AnyNode, how: RanAtLoad, code: Code): void {
    if ('params' in node || node.type === 'MethodDefinition') return;
    if (node.type === 'PropertyDefinition' && !node.static) return;
    const outer = this.#call;
    if (code === this.#root && calls.has(node.type)) this.#call = node;
    if (node.type === 'CallExpression') this.#runCall(node, how, code);
    else if (node.type === 'TaggedTemplateExpression') this.#enter(node.tag, how, code, []);
    else if (node.type === 'MemberExpression') this.#touch(node, code);
    else if (node.type === 'NewExpression') {
      const isPromise = node.callee.type === 'Identifier' && node.callee.name === 'Promise';
      const given = node.arguments as AnyNode[];
      if (isPromise) this.#enter(given[0], how, code, []);
      else this.#enter(node.callee, 'called', code, this.#given(given, code));
    }
    this.#look(node, code);
    for (const child of childrenOf(node)) this.#run(child, how, code);
    this.#call = outer;
  }

  /** Notes reads of what is watched. */
  #look(node: AnyNode, code: Code): void {
    const watch = this.#watch;
    if (!watch?.isNeeded) return;
    const read = { node, code, departure: this.#departure, isSet: this.#set === node };
    if (node.type === 'AssignmentExpression' && node.operator === '=') this.#set = node.left;
    const all = (taken: AnyNode): void => {
      if (watch.wants(undefined)) watch.note(this.#meanings.of(taken, code), undefined, read);
    };
    if (node.type === 'MemberExpression') {
      const name = memberName(node);
      if (watch.wants(name)) watch.note(this.#meanings.of(node.object, code), name, read);
    } else if (node.type === 'VariableDeclarator' && node.init && node.id.type.endsWith('Pattern')) {
      if (watch.wants(undefined)) watch.take(this.#meanings.of(node.init, code), node.id, read);
    } else if (node.type === 'SpreadElement') all(node.argument);
    else if (node.type === 'ForOfStatement' || node.type === 'ForInStatement') all(node.right);
    else if (node.type === 'CallExpression' || node.type === 'NewExpression') {
      if (!watch.takesAll(calleeName(node.callee as AnyNode))) return;
      for (const one of node.arguments) all(one as AnyNode);
    }
  }

  #runCall(node: Extract<AnyNode, { type: 'CallExpression' }>, how: RanAtLoad, code: Code): void {
    const { callee } = node;
    const passed = node.arguments as AnyNode[];
    const given = this.#given(passed, code);
    if (callee.type === 'Super') {
      const made = code.bound.around.get(callee)?.class;
      if (made)
        for (const parent of this.#meanings.parents({ is: 'class', code, class: made })) this.#make(parent, given);
      return;
    }
    this.#enter(callee, how, code, given);
    const name = calleeName(callee);
    if (decorates.test(name)) for (const one of passed) this.#decorate(one, code);
    if (callee.type !== 'MemberExpression') return;
    if (name === 'call' || name === 'apply') this.#enter(callee.object, how, code, given.slice(1));
    // What waits for a promise may not have run yet.
    if (putsIn.has(name) || name === 'emit') this.#hold(name, this.#meanings.of(callee.object, code), given);
    if (callsLater.has(name)) for (const one of passed) this.#enter(one, 'called', code, []);
    if (!callsAtOnce.has(name)) return;
    const items = this.#meanings.of(callee.object, code).filter(({ is }) => is === 'literal');
    const item = items.flatMap((all) => memberOf(this.#meanings, all, '*'));
    for (const one of passed) this.#enter(one, how, code, [item, item]);
  }

  /** Something is put into what holds it, or an emitter calls what it holds. */
  #hold(name: string, objects: readonly Meaning[], given: Given): void {
    for (const object of objects) {
      if (object.is !== 'literal') continue;
      const { node } = object;
      if (name !== 'emit') this.#meanings.given.hold(node, given.flat());
      else
        for (const listener of this.#meanings.given.heldBy(node))
          for (const made of this.#meanings.called(listener)) this.#make(made, given.slice(1));
    }
  }

  /** What arguments stand for. */
  #given(passed: readonly AnyNode[], code: Code): Given {
    return passed.map((one) => {
      const written = code.analysis.siteOf.get(one);
      if (written) this.#written.add(written);
      return this.#meanings.of(one, code);
    });
  }

  #decorate(given: AnyNode, code: Code): void {
    if (given.type === 'ArrayExpression') for (const one of given.elements) if (one) this.#decorate(one, code);
    this.#enter(given, 'called', code, []);
  }

  /** Reading or setting a member may run a function. */
  #touch(node: Extract<AnyNode, { type: 'MemberExpression' }>, code: Code): void {
    const name = memberName(node);
    if (name === undefined || !this.#accessors.has(name)) return;
    for (const object of this.#meanings.of(node.object, code))
      for (const accessor of accessorsOf(this.#meanings, object, name)) this.#make(accessor, []);
  }

  /** Enters all that an expression may stand for. */
  #enter(called: AnyNode | undefined, how: RanAtLoad, code: Code, given: Given): void {
    if (!called) return;
    this.#meanings.isGiven = given.some((one) => one.length > 0);
    const found = this.#meanings.of(called, code).flatMap((meaning) => this.#meanings.called(meaning));
    this.#meanings.isGiven = false;
    const binding = code.bound.bindingOf.get(called);
    for (const made of found) {
      const isWritten =
        made.is === 'function' &&
        (made.site.node === called || (binding?.kind === 'parameter' && this.#written.has(made.site)));
      this.#make(made, given, isWritten ? how : 'called');
    }
  }

  #make(made: Made, given: Given, how: RanAtLoad = 'called'): void {
    const outer = { call: this.#call, departure: this.#departure };
    if (made.is === 'class') this.#construct(made, given);
    else {
      const isAway = made.code !== this.#root;
      if (isAway && !this.#departure && this.#call) this.#departure = { call: this.#call, first: made.site };
      this.#body(made, isAway ? 'called' : how, given);
    }
    this.#call = outer.call;
    this.#departure = outer.departure;
  }

  /** Gives an instance its fields, and runs its constructor or that of the class above. */
  #construct(made: Extract<Made, { is: 'class' }>, given: Given): void {
    const { code } = made;
    const isFirst = !this.#constructed.has(made.class);
    this.#constructed.add(made.class);
    let own: Site | undefined;
    for (const member of made.class.node.body.body) {
      if (isFirst && member.type === 'PropertyDefinition' && !member.static && member.value)
        this.#run(member.value as AnyNode, 'called', code);
      if (member.type === 'MethodDefinition' && member.kind === 'constructor')
        own = code.analysis.siteOf.get(member.value as AnyNode);
    }
    if (own) this.#make({ is: 'function', code, site: own }, given);
    else for (const parent of this.#meanings.parents(made)) this.#make(parent, given);
  }

  #body(made: Extract<Made, { is: 'function' }>, how: RanAtLoad, given: Given): void {
    const { site, code } = made;
    const node = functionNode(site);
    if (!node) return;
    const turns = this.#turns.get(site) ?? 0;
    const isFresh = node.params.map((parameter, index) => this.#give(parameter, given[index] ?? [], site, code));
    if (turns > 0 && (turns >= mostTurns || !isFresh.includes(true))) return;
    this.#turns.set(site, turns + 1);
    if (!this.ran.has(site)) {
      this.ran.set(site, how);
      if (this.#departure) this.departures.set(site, this.#departure);
    }
    for (const parameter of node.params) this.#run(parameter, how, code);
    this.#run(node.body, how, code);
  }

  /** Notes what a parameter stands for; whether that is news. */
  #give(parameter: Pattern, meanings: readonly Meaning[], site: Site, code: Code): boolean {
    if (meanings.length === 0) return false;
    if (parameter.type === 'AssignmentPattern') return this.#give(parameter.left, meanings, site, code);
    if (parameter.type === 'ObjectPattern') {
      return parameter.properties
        .map((property) => {
          if (property.type === 'RestElement') return this.#give(property.argument, meanings, site, code);
          const name = keyName(property) ?? '*';
          const taken = meanings.flatMap((meaning) => memberOf(this.#meanings, meaning, name));
          return this.#give(property.value as Pattern, taken, site, code);
        })
        .includes(true);
    }
    const binding = parameter.type === 'Identifier' ? site.scope.bindings.get(parameter.name) : undefined;
    return binding !== undefined && this.#meanings.given.give({ binding, code }, meanings);
  }
}
