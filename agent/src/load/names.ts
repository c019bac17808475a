/** The holder of a module's cells. The `$` tells a reader of a stack trace that nobody wrote it. */
const holder = '$suture';

/** Names that instrumented code uses. */
export const names: {
  readonly holder: string;
  /** The holder of functions that an import cycle may call before the module has begun. */
  readonly early: string;
  /** What an arrow was called with beyond its named parameters. */
  readonly rest: string;
  /** The same, of an arrow whose one parameter has no parentheses. */
  readonly bare: string;
  /** The iterator that a new body of a generator made, when it was called. */
  readonly made: string;
  /** What the promise of an `import(…)` goes through. */
  readonly import: string;
  /** A private static method that tells a class that a function makes from others of its text. */
  readonly own: string;
  /** The n-th parameter before it is destructured. */
  parameter(index: number): string;
} = {
  holder,
  early: `${holder}Early`,
  rest: `${holder}Rest`,
  bare: `${holder}Bare`,
  made: `${holder}Made`,
  import: `${holder}Import`,
  own: `#${holder}`,
  parameter: (index) => `${holder}${index}`,
};

/** Key of the cell of a function within its holder. */
export function cellKey(index: number): string {
  return `f${index}`;
}

/** Key of the scope hook of a class within its holder. */
export function classKey(index: number): string {
  return `s${index}`;
}

/** Whether a cell's key is one of {@link classKey}. */
export function isClassKey(key: string): boolean {
  return /^s\d+$/.test(key);
}

/** What instrumented code looks for on `globalThis`; also how a hook recognises its own output. */
export const registry = 'globalThis[Symbol.for("suture")]';

/**
 * The same where the module has a `globalThis` or `Symbol` of its own, as polyfills do: code from a string sees the global
 * ones. Throws where Node was told to refuse such code.
 */
export const hiddenRegistry: string = `(()=>{}).constructor('return ${registry}')()`;
