import type { ModuleFormat } from '@suture/protocol/process.js';

/**
 * A patch, ready for the main thread: text to evaluate and cells to set. Made by the workbench from a
 * plan, posted as data; the main thread decides nothing.
 */
export interface Program {
  /** Id of the patch, or of the rollback. */
  readonly id: string;
  /** How many functions get a new body. */
  readonly functions: number;
  readonly modules: readonly ModuleProgram[];
  /** Set when its bodies are counted, and may be for some calls only. */
  readonly trial?: TrialProgram | undefined;
  readonly migration?: MigrationProgram | undefined;
}

/** What brings live state over, in the turn of the commit: `up` after a patch is in force, `down` before it is taken out. */
export interface MigrationProgram {
  /** The patch that brought it. */
  readonly patch: string;
  /** The module in whose scope it runs. */
  readonly url: string;
  /** Evaluates to `() => { up, down }`. */
  readonly code: string;
  readonly run: 'up' | 'down';
}

/** Which calls get the new bodies of a program on trial; `when` evaluates to `(args) => condition`, called with `this`. */
export type TrialProgram =
  | { readonly calls: 'all' }
  | { readonly calls: 'share'; readonly share: number }
  | { readonly calls: 'when'; readonly code: string };

/** The part of a {@link Program} that is about one module. */
export interface ModuleProgram {
  readonly url: string;
  readonly format: ModuleFormat;
  /** Version that the main thread must hold before, and the one that it holds after. */
  readonly from: number;
  readonly to: number;
  /** State of the module that code is evaluated in from now on; 0 is the module as it was loaded. */
  readonly state: number;
  /** The new state, when the program makes one. */
  readonly overlay: OverlayProgram | null;
  /** Evaluated before the rest; each sets a hook of its own among the cells. */
  readonly extensions: readonly ExtensionProgram[];
  readonly bodies: readonly BodyProgram[];
  readonly members: readonly MemberProgram[];
  readonly properties: readonly PropertyProgram[];
  /** Objects whose keys are put in order after that. */
  readonly arrangements: readonly ArrangementProgram[];
  /** Top-level statements that run once, when all of that is in force. */
  readonly statements: readonly StatementProgram[];
  /** Those that are gone, evaluated in the state before; for `down` of a migration. */
  readonly gone: readonly StatementProgram[];
  readonly exports: readonly ExportProgram[];
  /** The programs whose members, properties and exports are put back to what they were, in this order. */
  readonly undo: readonly string[];
}

/** New bindings of a module, nested inside of an earlier state. */
export interface OverlayProgram {
  readonly parent: number;
  readonly imports: readonly { readonly local: string; readonly specifier: string; readonly imported: string }[];
  /** Symbols that the overlay has under their keys: private members that are new. */
  readonly symbols: readonly { readonly key: string; readonly name: string }[];
  /** Evaluates to `(cells, overlay) => { scope, bindings }`. */
  readonly code: string;
}

/** Names a class that hooks were put into: the state that made it, and the hook's key. */
export interface ClassHook {
  readonly state: number;
  readonly key: string;
}

/** One cell and what goes into it. */
export interface BodyProgram {
  /** The state whose code holds the guard. */
  readonly state: number;
  readonly key: string;
  /** Evaluates to `(cells, overlay) => body`; null gives the guard its own body back. */
  readonly code: string | null;
  readonly hook: ClassHook | null;
  /** The state that the code belongs to: the one that the program leads to, or one below it. */
  readonly of: number;
  /** Set for a body that is on trial. */
  readonly tried?: TriedBody | undefined;
}

/** What is to be known of a body so that its calls can be counted, and some of them given to the body before. */
export interface TriedBody {
  /** The body before, evaluated in the state before; null where there is none, or none that could be called from here. */
  readonly old: { readonly code: string; readonly hook: ClassHook | null } | null;
  /** Whether the guard hands something over, so that the cell holds what makes a body. */
  readonly handsOver: boolean;
  /** Whether the guard is that of an async function, which adopts the promise. */
  readonly isAsync: boolean;
}

/** Other fields for the new instances of a class. */
export interface ExtensionProgram {
  readonly hook: ClassHook;
  readonly code: string;
}

/** A method, accessor or static field that a class gains (`code`) or loses (null). */
export interface MemberProgram {
  readonly hook: ClassHook;
  readonly isStatic: boolean;
  /** For a private one, what the overlay has its symbol under. */
  readonly key: string;
  /** Evaluates to `(cells, overlay) => key` where the key is computed; null where it is the one above. */
  readonly keyCode: string | null;
  readonly isPrivate: boolean;
  /** The code of what is `assigned` gives a function that sets it and gives one that puts the former value back. */
  readonly kind: 'method' | 'get' | 'set' | 'field' | 'assigned';
  readonly code: string | null;
}

/** A property of an object of the module that is set anew, or taken away; `code` evaluates to `(cells, overlay) => [home, value]`. */
export interface PropertyProgram {
  readonly key: string;
  readonly isGone: boolean;
  readonly code: string;
}

/** The order that the keys of an object come in; `code` evaluates to `(cells, overlay) => object`. */
export interface ArrangementProgram {
  readonly keys: readonly string[];
  readonly code: string;
}

/**
 * A top-level statement that runs later than its module did. `code` evaluates to `(cells, overlay) => run`: `run` does what is
 * `asked` for by a migration, gives the timer that it starts, or takes what stands in for the object that it calls.
 */
export interface StatementProgram {
  readonly how: 'listener' | 'entry' | 'setInterval' | 'setTimeout' | 'setImmediate' | 'asked';
  /** Its first line, for people. */
  readonly text: string;
  readonly code: string;
}

/** An exported name that is set anew; `code` evaluates to `(cells, overlay) => () => value`, null takes the name away. */
export interface ExportProgram {
  readonly name: string;
  /** Whether it is evaluated whenever it is read, because it is what another module has. */
  readonly isLive: boolean;
  readonly code: string | null;
}
