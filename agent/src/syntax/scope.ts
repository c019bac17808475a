import type { AnyNode, Class, Function as FunctionNode, Identifier, PrivateIdentifier, Program } from 'acorn';

/** How a name came to be. */
export type BindingKind = 'import' | 'let' | 'const' | 'var' | 'function' | 'class' | 'parameter' | 'catch' | 'self'; // the name of a function or class expression, inside of it

/** A name that is declared in a module. */
export interface Binding {
  readonly name: string;
  /** Where it is declared. */
  readonly names: Identifier[];
  readonly kind: BindingKind;
  readonly scope: Scope;
  readonly references: Reference[];
  /** Some function other than the one that declares it names it. */
  captured: boolean;
  /** How a guard hands it over; null until the first guard asks. */
  handover: Handover | null;
}

/**
 * One thing that a guard hands over because a new body cannot see it from where it is compiled: a value that never
 * changes, a function that reads a variable, or two that read and write it. Each takes its place among the arguments.
 */
export interface Handover {
  /** Name of the variable, or a key of what has no name. */
  readonly key: string;
  readonly binding: Binding | null;
  readonly how: 'value' | 'read' | 'write';
  /** Private names of a class that a function makes: what is handed over reads and sets them in any object. */
  readonly privates?: { readonly owner: ClassSite; readonly names: readonly string[] };
}

/** The variables of a scope that some function captures. */
export interface Captured {
  readonly bindings: readonly Binding[];
  /** Which of them a function names, itself or within; null where each function is handed all of them. */
  readonly namedBy: ReadonlyMap<Site, ReadonlySet<Binding>> | null;
}

/** A region in which names are declared. */
export interface Scope {
  readonly kind: 'module' | 'function' | 'block' | 'class';
  readonly parent: Scope | null;
  /** The function whose calls make a new instance of it; null for the module. */
  readonly site: Site | null;
  bindings: ReadonlyMap<string, Binding>;
  /** For the scope of a class: its node. */
  readonly class: Class | null;
  /** Null until the first guard asks. A bundle has one scope for hundreds of functions, each of which asks. */
  captured: Captured | null;
}

/** Where an identifier stands, as far as replacing it by an expression is concerned. */
export type ReferencePlace = 'expression' | 'callee' | 'shorthand' | 'export';

/** One use of a name. */
export interface Reference {
  readonly node: Identifier;
  readonly scope: Scope;
  readonly site: Site | null;
  readonly place: ReferencePlace;
  readonly writes: boolean;
  binding: Binding | null;
}

/** What kind of function a site is; `initializer` and `static` are the hidden functions of class fields and static blocks. */
export type SiteKind = 'function' | 'arrow' | 'method' | 'getter' | 'setter' | 'constructor' | 'initializer' | 'static';

/** A class that encloses functions. */
export interface ClassSite {
  readonly node: Class;
  readonly name: string;
  /** The function that makes the class; null when it is made once, at module level. */
  readonly site: Site | null;
  /** The class around it, directly or through functions. */
  readonly outer: ClassSite | null;
  readonly index: number;
  /** Uses of its private names, noted where a function makes it. */
  readonly privates: PrivateUse[];
  /** Which of these names which functions name, themselves or within; null until the first guard asks. */
  namedBy: ReadonlyMap<Site, ReadonlySet<string>> | null;
}

/** A function in the source: the place that a cell and a guard belong to. */
export interface Site {
  readonly index: number;
  readonly kind: SiteKind;
  readonly node: FunctionNode | AnyNode;
  readonly parent: Site | null;
  readonly class: ClassSite | null;
  /** The class whose member it is. */
  readonly memberOf: ClassSite | null;
  readonly isStatic: boolean;
  /** Where it is defined: the scope around it. */
  readonly outer: Scope;
  /** Its own scope, parameters included. */
  scope: Scope;
  readonly children: Site[];
  /** What tells it from its siblings: `total`, `get size`, `app.get("/orders")#1`. */
  readonly key: string;
  /** The key within its parents': `build > app.get("/orders")#1`. */
  readonly path: string;
  /** Its name for `Function.prototype.name`, where it has one. */
  readonly name: string;
  /** Handed straight to a call that uses it up, or only ever called: it ends with its caller. */
  endsWithCaller: boolean;
  readonly strict: boolean;
  readonly uses: Set<SiteUse>;
  /** Parameters that the body declares again. */
  readonly redeclared: string[];
}

/** Things that a function takes from around it without naming a variable. */
export type SiteUse = 'this' | 'arguments' | 'super' | 'new.target' | 'eval' | 'with' | 'import.meta';

/** Everything that the engine knows of a source. */
export interface Analysis {
  readonly source: string;
  readonly program: Program;
  readonly strict: boolean;
  readonly module: Scope;
  /** Every scope, in source order. */
  readonly scopes: readonly Scope[];
  readonly sites: readonly Site[];
  readonly classes: readonly ClassSite[];
  readonly siteOf: ReadonlyMap<AnyNode | FunctionNode, Site>;
  readonly classOf: ReadonlyMap<Class, ClassSite>;
  readonly references: readonly Reference[];
  /** Each `this`, `arguments`, `new.target`, `super`, `import.meta`. */
  readonly receivers: readonly Receiver[];
  readonly privates: readonly PrivateUse[];
  /** Each `import(…)`, the outer ones first. */
  readonly imports: readonly AnyNode[];
}

/** Something that a function gets from what is around it without a name. */
export interface Receiver {
  readonly node: AnyNode;
  /** The innermost function that holds it. */
  readonly site: Site | null;
  readonly use: SiteUse;
}

/** One use of a `#private` name. */
export interface PrivateUse {
  readonly node: PrivateIdentifier;
  /** What it stands in: `object.#name`, or `#name in object`. */
  readonly around: AnyNode;
  readonly site: Site | null;
  readonly name: string;
  /** The class that declares it. */
  readonly class: ClassSite | null;
}
