import type { FunctionFacts } from '@suture/protocol/function-facts.js';
import { count } from './figures.ts';
import type { Paint } from './paint.ts';
import { sanitize, sanitizeLine } from './sanitize.ts';

/** Writes what is known of a function, and its source below. */
export function functionText(facts: FunctionFacts, paint: Paint): string {
  const list = (names: readonly string[]): string => sanitizeLine(names.join(', '));
  const rows: readonly (readonly [string, string])[] = [
    ['body', facts.patch === null ? 'of the build' : `of patch ${facts.patch}`],
    ['kind', facts.kind === undefined || facts.kind === 'plain' ? '' : facts.kind],
    ['as it is', facts.unpatchable ?? ''],
    ['watched', facts.watches === 0 ? '' : count(facts.watches, 'watch', 'watches')],
    ['exported', list(facts.exports ?? [])],
    ['closes over', list(facts.closesOver ?? [])],
    ['uses', list(facts.uses ?? [])],
  ];
  const told = rows.flatMap(([name, text]) => (text === '' ? [] : [`${name.padEnd(12)}${sanitizeLine(text)}`]));
  const head = `${paint('strong', sanitizeLine(facts.function))}  ${sanitizeLine(`${facts.path}:${facts.line}`)}`;
  return [head, ...told, '', sanitize(facts.source)].join('\n');
}
