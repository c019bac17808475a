import type { ModuleFormat } from '@suture/protocol/process.js';
import { type Program, parse as acorn } from 'acorn';

/** A parsed module, or the place where it is not JavaScript. */
export type Parsed =
  | { readonly ok: true; readonly program: Program }
  | { readonly ok: false; readonly reason: string; readonly line: number; readonly column: number };

/** Parses the source of a module as Node would. */
export function parse(source: string, format: ModuleFormat): Parsed {
  try {
    const program = acorn(source, {
      ecmaVersion: 'latest',
      sourceType: format === 'module' ? 'module' : 'commonjs',
      allowHashBang: true,
    });
    return { ok: true, program };
  } catch (error) {
    const { message, loc } = error as SyntaxError & { loc?: { line: number; column: number } };
    return { ok: false, reason: message.replace(/ \(\d+:\d+\)$/, ''), line: loc?.line ?? 1, column: loc?.column ?? 0 };
  }
}
