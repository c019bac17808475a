import type { Change, Remark } from '@suture/protocol/plan.js';
import type { AnyNode, MethodDefinition, PropertyDefinition } from 'acorn';
import type { Analysis, ClassSite, Site } from '../syntax/scope.ts';
import type { LaterCall } from './later-statement.ts';
import type { Pairing } from './pair.ts';
import type { Hidden } from './piece.ts';
import type { Place } from './place.ts';
import type { Unit } from './units.ts';

/** A member that a class with live instances gains or loses. */
export interface MemberChange {
  readonly class: ClassSite;
  /** The class in the old source. */
  readonly before: ClassSite;
  /** As it is written, or as people read it where it is computed. */
  readonly key: string;
  /** The member whose key is computed; null where it is written. */
  readonly keyed: MethodDefinition | PropertyDefinition | null;
  readonly isStatic: boolean;
  /** A new private member is kept under a symbol; one that the class was made with is `assigned` in place. */
  readonly isPrivate: boolean;
  /** Of one whose `length` changes, only that is set. */
  readonly kind: 'method' | 'get' | 'set' | 'field' | 'assigned' | 'length';
  /** The new member: its function, or a static field as it is declared; null when it is removed. */
  readonly made: Site | PropertyDefinition | null;
  /** The former member, where it is removed. */
  readonly gone: MethodDefinition | PropertyDefinition | null;
}

/** One field that instances are given; one that `stays` is what it was. */
export interface FieldGiven {
  readonly member: PropertyDefinition;
  readonly how: 'define' | 'assign' | 'keep';
  readonly stays: boolean;
}

/** Instance fields of a class with live instances, from the first one that is not as it was. */
export interface FieldChange {
  readonly class: ClassSite;
  /** The former public fields from there on; their initial values come first still. */
  readonly gone: readonly PropertyDefinition[];
  /** Whether these are all fields that an instance gets, because those that the class was made with are not given. */
  readonly isWhole: boolean;
  /** What takes their place: defined anew, assigned where it is private already, or defined with the value it has. */
  readonly fields: readonly FieldGiven[];
  /** Whether live instances get all of them when code of the patch first asks for a private one, and what tells them. */
  readonly lazily: Lazily | undefined;
}

/** How an object is known for an instance of a class: a private field that it was made with, or else its prototype. */
export interface Lazily {
  readonly brand: string | undefined;
}

/** A property of an object at the top level that is set anew, or with a null value taken away. */
export interface PropertyChange {
  readonly root: string;
  readonly path: readonly string[];
  readonly key: string;
  readonly value: AnyNode | null;
  readonly isInLiteral: boolean;
}

/** An object at the top level whose keys come in another order than setting them one after another gives. */
export interface KeyOrder {
  readonly root: string;
  readonly path: readonly string[];
  readonly keys: readonly string[];
}

/** An import that the patch adds or changes. */
export interface NewImport {
  readonly local: string;
  readonly specifier: string;
  /** `*` for the whole module. */
  readonly imported: string;
}

/** An exported name whose value is set anew. */
export interface NewExport {
  readonly name: string;
  readonly local: string | null;
  /** For CommonJS, what `exports.name` is set to. */
  readonly value: AnyNode | null;
  /** Read from elsewhere whenever it is read. */
  readonly isLive?: boolean;
  /** A CommonJS module offers it no more. */
  readonly isGone?: boolean;
}

/** A top-level statement that is new; what is not a call that can be taken back is for a migration to run. */
export interface StatementChange {
  readonly node: AnyNode;
  readonly later: LaterCall | null;
}

/** Which top-level statements a migration takes care of: those that are new, and those that are gone. */
export interface Covers {
  readonly added: boolean;
  readonly gone: boolean;
}

/** How a new source differs from the one that runs. */
export interface Delta {
  readonly pairing: Pairing;
  /** Top-level units that are evaluated in the scope of the patch, in source order. */
  readonly overlay: Unit[];
  readonly imports: NewImport[];
  readonly exports: NewExport[];
  readonly members: MemberChange[];
  readonly fields: FieldChange[];
  readonly properties: PropertyChange[];
  readonly orders: KeyOrder[];
  /** In source order. */
  readonly statements: StatementChange[];
  /** Top-level statements of the old source that a migration takes back. */
  readonly gone: AnyNode[];
  /** New fields, as live instances lack them: by the name of the class. */
  readonly lacking: Map<string, string[]>;
  /** Classes that are the same as before, with the former ones. */
  readonly classes: Map<ClassSite, ClassSite>;
  /** Initialisers of instance fields that read something that changed. */
  readonly staleFields: Set<AnyNode>;
  /** Names of the new source that mean something else than before. */
  readonly rebound: Map<string, 'added' | 'constant'>;
  /** Names that other modules import and that mean something else than before. */
  readonly reexported: Set<string>;
  /** Functions that get a new body, and why. */
  readonly bodies: Map<Site, 'body' | 'rebound'>;
  /** Functions that were asynchronous and are not: those who hold them from before get promises. */
  readonly promised: Set<Site>;
  readonly changes: Change[];
  readonly refusals: Remark[];
  readonly warnings: Remark[];
}

/** What comparing needs to say something about a place in either source. */
export interface Comparison {
  readonly before: Analysis;
  readonly after: Analysis;
  readonly delta: Delta;
  /** What the top level of either source sets: not what makes something state. */
  readonly settable: ReadonlySet<AnyNode>;
  /** Classes of the old source whose instances get other fields than they were made with. */
  readonly stamps: Hidden['stamps'];
  readonly covers: Covers;
  /** Line and column in the new source, both from 1. */
  placeOf(node: { readonly start: number }): Place;
  /** The same in the old one. */
  oldPlaceOf(node: { readonly start: number }): Place;
}
