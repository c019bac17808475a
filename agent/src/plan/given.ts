import { names } from '../load/names.ts';

/** Names that a piece of new code is given by what evaluates it. */
export const given: {
  readonly cells: string;
  /** Bindings that patches added, for code that is compiled where it does not see them. */
  readonly overlay: string;
  /** What else the overlay has, under a name that no binding can have. */
  readonly tools: string;
  /** Tells the scope of new top-level code to what evaluates it. */
  readonly begin: string;
  /** What the promise of an `import(…)` goes through. */
  readonly importer: string;
  /** What a guard hands over. */
  readonly environment: string;
  /** `this` of a derived constructor, once `super` has been called. */
  readonly self: string;
  /** Calls `super` in a derived constructor. */
  readonly construct: string;
  /** Throws what `this` throws where `super` has not been called. */
  readonly unbound: string;
  /** Shows private names of classes that functions make. */
  readonly privates: string;
  /** Stands for `super` where a body has none. */
  readonly super: string;
  /** What that goes through in a derived constructor, and the object that has a `super` for it. */
  readonly superOf: string;
  readonly home: string;
  /** The class that the code is compiled inside of. */
  readonly owner: string;
} = {
  cells: names.holder,
  overlay: '$sutureOverlay',
  tools: '$sutureOverlay.$suture',
  begin: '$sutureOverlay.$sutureBegin',
  importer: '$sutureOverlay.$suture.import',
  environment: '$sutureEnvironment',
  self: '$sutureThis',
  construct: '$sutureConstruct',
  unbound: '$sutureUnbound',
  privates: '$suturePrivates',
  super: '$sutureSuper',
  superOf: '$sutureSuperOf',
  home: '$sutureHome',
  owner: '$sutureOwner',
};
