import { names } from './names.ts';

const name = names.holder.replace('$', '\\$');
const cell = `${name}\\w*\\.f\\d+`;
const guard = `if\\(${cell}!=null\\)return [^;]*;`;

/** What stands in new bodies for words of the language. */
const meant: ReadonlyMap<string, string> = new Map([
  [`${names.holder}Environment.$this`, 'this'],
  [`${names.holder}Environment.$arguments`, 'arguments'],
  [`${names.holder}Environment.$newtarget`, 'new.target'],
  [`(${names.holder}This??${names.holder}Unbound())`, 'this'],
  [`${names.holder}This=${names.holder}Construct`, 'super'],
  [`${names.holder}Super.at`, 'super'],
  [`${names.holder}Super.called`, 'super'],
  [`${names.holder}Overlay.${names.holder}.meta`, 'import.meta'],
]);

/**
 * Everything that instrumentation adds, by its form. No text of the application holds the name that each of them has
 * in it: a module that does is left as it is.
 */
const additions: readonly (readonly [form: string, was: string])[] = [
  // Parameters that are bound behind the guard, from the first of their stand-ins to `let`.
  // The first is one: behind `...rest` alone, which an arrow is given, `let` is the application's.
  [
    `(?:\\.\\.\\.)?${name}\\d+(?:=void 0)?(?:,(?:\\.\\.\\.)?${name}(?:\\d+(?:=void 0)?|Rest))*\\)(?:=>)?\\{${guard}let `,
    '',
  ],
  // Those of a generator, which are bound when it is called.
  [`(?:${name}\\d+(?:=void 0)?,)*\\.\\.\\.\\{(?:${name}\\d+:[^,]+,)*${name}Made:[^;]*?:void\\(`, ''],
  [`\\[,*/\\*${name}\\[\\*/`, ''],
  [`/\\*${name}\\]\\*/\\]=arguments`, ''],
  [`(?:;\\{\\})?if\\(${name}Made!==void 0\\)return yield\\*${name}Made;`, ''],
  // Behind the `=` of a default value comes the form below, also where no space stands between them.
  [`=${name}\\d+(?![\\d!])(?:\\?\\?(?:\\{\\[\\[\\]=${name}\\d+\\]:0\\}|\\(\\([^]*?=>0\\)\\(${name}\\d+\\)))?`, ''],
  [`(?:\\(${name}\\d+=)?${name}\\d+!==void 0\\?${name}\\d+:(?:\\(/\\*${name}\\*/)?`, ''],
  [`\\)\\?\\?\\{\\[\\[\\]=${name}\\d+\\]:0\\}`, ''],
  [`\\{${name}\\d+:`, ''],
  [`\\}=\\{${name}\\d+\\}`, ''],
  [`;?/\\*${name}(\\.\\.\\.|,|\\)|\\{)\\*/`, '$1'],
  [`/\\*${name}(=>)\\*/(?:return 0,)?`, '$1'],
  [`/\\*${name}\\*/\\}`, ''],
  // Constructors that nobody wrote.
  [`constructor\\(/\\*${name}\\*/(?:\\.\\.\\.${name}Rest)?\\)\\{${guard}(?:super\\(\\.\\.\\.${name}Rest\\))?\\}`, ''],
  [`(?:${name}Import|\\(0,${name}Overlay\\.${name}\\.import\\))\\((?=import)`, ''],
  [`/\\*${name}\\*/\\)`, ''],
  // Exports that Node is not to look for here.
  [`\\((?=(?:module\\s*\\.\\s*)?exports/\\*${name}\\*/\\))`, ''],
  // Guards.
  [`(?:;\\{\\})?${guard}`, ''],
  [`${cell}!=null\\?\\(0,.*?\\)\\([^(){}]*\\):`, ''],
  [`\\(([^\\s(),]+),\\.\\.\\.${name}Bare\\)`, '$1'],
  [`[, ]?\\.\\.\\.${name}Rest`, ''],
  // Hooks of classes, and what tells them apart.
  [`static #${name}\\(\\)\\{\\}`, ''],
  [`static\\{${name}\\w*\\.s\\d+=${name}Code=>eval\\(${name}Code\\)\\}`, ''],
  // What a new body reaches of the code around the old one.
  [`(${[...meant.keys()].map((text) => text.replaceAll(/[$.()?]/g, '\\$&')).join('|')})`, '$1'],
  [`\\(0,${name}(?:Environment\\._|Overlay\\.)([\\w$]+)\\)(?=\\(|\`)`, '$1'],
  [`${name}(?:Environment\\._|Overlay\\.)([\\w$]+)`, '$1'],
];

const every = new RegExp(additions.map(([form]) => `(?:${form})`).join('|'), 'g');

/** Gives the text that a function was written as from the text that runs. Takes time linear in its length. */
export function originalText(text: string): string {
  if (!text.includes(names.holder)) return text;
  return text.replace(every, (_addition, ...groups: unknown[]) => {
    const kept = groups.slice(
      0,
      groups.findIndex((group) => typeof group === 'number'),
    );
    const was = kept.find((group): group is string => typeof group === 'string') ?? '';
    return meant.get(was) ?? was;
  });
}

/**
 * Makes `Function.prototype.toString` give the text that was written: it is read by code that sends functions to
 * other places, where the names in a guard mean nothing. Looks native in every way that the language can tell.
 */
export function installOriginalText(): void {
  const native = Function.prototype.toString;
  const { apply } = Reflect;
  const { toString } = {
    toString(this: unknown): string {
      return originalText(apply(native, this === toString ? native : this, []));
    },
  };
  const known = Object.getOwnPropertyDescriptor(Function.prototype, 'toString');
  // Refused where the built-in objects are frozen: then the text is the one that runs.
  Reflect.defineProperty(Function.prototype, 'toString', { ...known, value: toString });
}
