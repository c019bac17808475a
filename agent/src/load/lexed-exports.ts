import type { Edits } from '../syntax/edits.ts';
import type { Analysis } from '../syntax/scope.ts';
import { names } from './names.ts';

// Node finds the names that a CommonJS module exports in its text, without running it, when an ES module imports it: it knows
// what compilers write by form (https://github.com/nodejs/cjs-module-lexer#grammar). A guard in such a function hides the name:
// `import { quote } from './rates.cjs'` would not link.
const target =
  /\bObject\s*\.\s*defineProperty\s*\(\s*((?:module\s*\.\s*)?exports)\s*,\s*("[^"\\\n]+"|'[^'\\\n]+')\s*,\s*\{/;
const beforeGetter = new RegExp(`${target.source}\\s*(?:enumerable\\s*:\\s*true\\s*,\\s*)?get\\s*(?::\\s*)?$`);
const getter =
  /^(?:function\b\s*[\w$]*\s*)?\(\s*\)\s*\{\s*return\s+[\w$]+(?:\s*\.\s*[\w$]+|\s*\[\s*(?:"[^"\\\n]*"|'[^'\\\n]*')\s*\])?\s*;?\s*\}$/;
const beforeStar = /\bObject\s*\.\s*keys\s*\(\s*([\w$]+)\s*\)\s*\.\s*forEach\s*\(\s*$/;
const star =
  /^function\s*\(\s*([\w$]+)\s*\)\s*\{\s*if\s*\(\s*\1\s*[!=]==\s*["']default["'][^]*\b(?:exports\s*\[\s*\1\s*\]\s*=\s|exports\s*,\s*\1\s*,)/;
/** Longer than what compilers write before a getter. */
const maxBefore = 300;

/**
 * Keeps the names of a CommonJS module known to those who import it: what held them is written so that it says nothing any
 * more, and what is given says the same at the head of the module, where it never runs.
 */
export function keepLexedExports(edits: Edits, { source, sites }: Analysis): string {
  if (!/\bObject\s*\.\s*(?:defineProperty\s*\(\s*(?:module\s*\.\s*)?exports|keys)\b/.test(source)) return '';
  const named: string[] = [];
  const passedOn: string[] = [];
  for (const { node } of sites) {
    if (node.type !== 'FunctionExpression' || node.params.length > 1) continue;
    const text = source.slice(node.start, node.end);
    const before = source.slice(Math.max(0, node.start - maxBefore), node.start);
    const property = node.params.length === 0 && getter.test(text) ? beforeGetter.exec(before) : null;
    if (property) {
      const [, exported = '', name = ''] = property;
      const start = node.start - before.length + property.index + property[0].indexOf(exported, 'Object'.length);
      edits.open(start, '(');
      edits.close(start + exported.length, `/*${names.holder}*/)`);
      named.push(`exports[${name}]=`);
      continue;
    }
    const from = star.test(text) ? beforeStar.exec(before)?.[1] : undefined;
    const specifier = from === undefined ? undefined : requiredAs(source, from);
    if (specifier !== undefined) passedOn.push(`0&&__exportStar(require(${specifier}));`);
  }
  return `${named.length > 0 ? `0&&(${named.join('')}0);` : ''}${passedOn.join('')}`;
}

/** The specifier, with its quotes, of what a variable was required from. */
function requiredAs(source: string, variable: string): string | undefined {
  const name = variable.replaceAll('$', '\\$');
  const required = new RegExp(
    `\\b(?:var|let|const) +${name} *= *(?:_interopRequireWildcard\\()?require\\(\\s*("[^"\\n]+"|'[^'\\n]+')\\s*\\)`,
  );
  return required.exec(source)?.[1];
}
