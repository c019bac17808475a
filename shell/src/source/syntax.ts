import type { ModuleFormat } from '@suture/protocol/process.js';
import { type Options, parse } from 'acorn';
import { Failure } from '../failure.ts';

/** One syntax error of an edited file. */
export interface SyntaxMistake {
  readonly path: string;
  /** 1-based; undefined when the tool that found it does not say. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly message: string;
}

/** Makes the failure that names every syntax error of an edit. */
export function syntaxFailure(mistakes: readonly SyntaxMistake[]): Failure {
  const texts = mistakes.map(({ path, line, column, message }) =>
    line === undefined ? `${path}: ${message}` : `${path}:${line}:${column ?? 1}: ${message}`,
  );
  return new Failure('syntax_error', texts.join('; '), {
    hint: 'Correct the edit and try again; nothing was sent to the process.',
    exit: 'no',
  });
}

/** Parses JavaScript; gives its first syntax error, or undefined. */
export function syntaxMistake(path: string, text: string, format: ModuleFormat): SyntaxMistake | undefined {
  try {
    parse(text, options(format));
    return undefined;
  } catch (error) {
    const { loc, message } = error as SyntaxError & { loc?: { line: number; column: number } };
    return { path, line: loc?.line, column: loc && loc.column + 1, message: message.replace(/ \(\d+:\d+\)$/, '') };
  }
}

/** Says whether two JavaScript texts differ at most in comments and white space. */
export function sameProgram(a: string, b: string): boolean {
  if (a === b) return true;
  const [one, other] = [tokens(a), tokens(b)];
  return (
    one !== undefined &&
    other !== undefined &&
    one.length === other.length &&
    one.every((text, at) => text === other[at])
  );
}

/** Says whether a compiled module does nothing: what remains of a file that holds types only. */
export function isEmptyProgram(text: string): boolean {
  return ['', 'export{};', '"use strict";'].includes(
    (tokens(text) ?? ['?']).join('').replace('Object.defineProperty(exports,"__esModule",{value:true});', ''),
  );
}

function tokens(text: string): string[] | undefined {
  for (const format of ['module', 'commonjs'] as const) {
    try {
      // Only parsing tells a regular expression from a division; the tokens of a parse are exact.
      const found: string[] = [];
      parse(text, { ...options(format), onToken: (token) => found.push(text.slice(token.start, token.end)) });
      return found.filter((one) => one !== '');
    } catch {
      // Tried as the other format.
    }
  }
  return undefined;
}

function options(format: ModuleFormat): Options {
  const module = format === 'module';
  return {
    ecmaVersion: 'latest',
    sourceType: module ? 'module' : 'script',
    allowHashBang: true,
    allowReturnOutsideFunction: !module,
    allowAwaitOutsideFunction: module,
  };
}
