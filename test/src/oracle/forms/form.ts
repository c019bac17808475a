import type { ModuleFormat } from '@suture/protocol/process.js';

/** A small program that prints what a form of the language does. */
export interface Form {
  readonly name: string;
  readonly format: ModuleFormat;
  readonly source: string;
  /** Why functions of it are left without a guard, in their order. */
  readonly left?: readonly RegExp[];
  /** Other files of the program. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A form in strict code. */
export function inModule(name: string, source: string, more: Partial<Form> = {}): Form {
  return { name, format: 'module', source, ...more };
}

/** A form in sloppy code. */
export function inScript(name: string, source: string, more: Partial<Form> = {}): Form {
  return { name, format: 'commonjs', source, ...more };
}
