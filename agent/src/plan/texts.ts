import type { AnyNode, CallExpression } from 'acorn';
import type { Analysis } from '../syntax/scope.ts';
import { writesTo } from './member-use.ts';
import { isKeyed } from './mutated.ts';
import { chainOf } from './property-unit.ts';
import { isRepeatableWith } from './purity.ts';
import { unitsOf } from './units.ts';
import { isConstant, valueOf } from './variable-value.ts';

/** What an expression gives: a text, or a list of texts. */
type Kind = 'text' | 'texts';

/** Methods of texts that give another one, and nothing else happens. */
const givesText = new Set(
  `at charAt concat normalize padEnd padStart repeat replace replaceAll slice substring toLowerCase toUpperCase trim trimEnd
  trimStart`.split(/\s+/),
);

/** Whether an expression is put together of texts that the module has in constants: `SQL.find.split(' ')[0].replace('a', 'b')`. */
export function isMadeOfTexts(analysis: Analysis, node: AnyNode | null | undefined): boolean {
  return node?.type === 'CallExpression' && kindOfCall(analysis, node) !== undefined;
}

function kindOf(analysis: Analysis, node: AnyNode): Kind | undefined {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? 'text' : undefined;
    case 'TemplateLiteral':
      return node.expressions.every((one) => isText(analysis, one)) ? 'text' : undefined;
    case 'BinaryExpression':
      return node.operator === '+' && isText(analysis, node.left) && isText(analysis, node.right) ? 'text' : undefined;
    case 'CallExpression':
      return kindOfCall(analysis, node);
    case 'MemberExpression':
      if (node.computed && node.property.type === 'Literal' && typeof node.property.value === 'number')
        return kindOf(analysis, node.object) === undefined ? undefined : 'text';
      return kindOfConstant(analysis, node);
    case 'Identifier':
      return kindOfConstant(analysis, node);
    default:
      return undefined;
  }
}

function isText(analysis: Analysis, node: AnyNode): boolean {
  return kindOf(analysis, node) === 'text';
}

function kindOfCall(analysis: Analysis, { callee, arguments: given }: CallExpression): Kind | undefined {
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return undefined;
  const object = kindOf(analysis, callee.object);
  const isPlain = given.every(
    (one) =>
      !/Function/.test(one.type) &&
      one.type !== 'Identifier' &&
      isRepeatableWith(one, (call) => kindOfCall(analysis, call) !== undefined),
  );
  if (object === undefined || !isPlain) return undefined;
  const { name } = callee.property;
  if (object === 'texts') return name === 'join' ? 'text' : name === 'slice' ? 'texts' : undefined;
  return name === 'split' ? 'texts' : givesText.has(name) ? 'text' : undefined;
}

/** `SQL.find` of `const SQL = { find: '…' }`, which nothing sets. */
function kindOfConstant(analysis: Analysis, node: AnyNode): Kind | undefined {
  const chain = chainOf(node);
  const binding = chain && analysis.module.bindings.get(chain.root);
  const unit = unitsOf(analysis.program).find((one) => one.type === 'variable' && one.names.join() === chain?.root);
  // What is declared later has no value yet.
  if (
    !chain ||
    !binding ||
    unit?.type !== 'variable' ||
    unit.node.end > node.start ||
    !isConstant(analysis, unit) ||
    isKeyed(analysis, chain.root)
  )
    return undefined;
  let value = valueOf(unit) as AnyNode | null | undefined;
  for (const key of chain.keys) {
    if (value?.type !== 'ObjectExpression' || writesTo(analysis, key)) return undefined;
    const found = value.properties.filter(
      (one) => one.type !== 'Property' || one.computed || nameOf(one.key as AnyNode) === key,
    );
    const [only] = found;
    value =
      found.length === 1 && only?.type === 'Property' && !only.computed && only.kind === 'init' ? only.value : null;
  }
  return value ? kindOf(analysis, value) : undefined;
}

function nameOf(key: AnyNode): string {
  return key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : '';
}
