import type { AnyNode, CallExpression } from 'acorn';

const pureCalls = new Set(
  `Object.freeze Symbol Symbol.for BigInt Number String Boolean String.fromCharCode String.fromCodePoint Number.parseInt
  Number.parseFloat parseInt parseFloat Math.abs Math.ceil Math.floor Math.max Math.min Math.pow Math.round Math.sqrt Math.trunc`.split(
    /\s+/,
  ),
);
const pureConstructors = new Set(
  `Set Map WeakMap WeakSet RegExp URL Date Uint8Array Uint8ClampedArray Int8Array Uint16Array Int16Array Uint32Array Int32Array
  Float32Array Float64Array`.split(/\s+/),
);
/** What a text that is written out can be asked without more. */
const questions = new Set(
  'at charAt charCodeAt codePointAt endsWith includes indexOf repeat slice split startsWith trim'.split(' '),
);

/** `'a b'.split(' ')`: the object is a text that is written out. */
function asksLiteral(node: AnyNode): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.callee.computed) return false;
  const { object, property } = node.callee;
  const isText = object.type === 'Literal' && typeof object.value === 'string';
  return isText && property.type === 'Identifier' && questions.has(property.name) && node.arguments.every(isRepeatable);
}

function calleeName(node: AnyNode): string {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier')
    return `${calleeName(node.object)}.${node.property.name}`;
  return '?';
}

/** Whether evaluating an expression again gives an equal value and does nothing else. */
export function isRepeatable(node: AnyNode | null | undefined): boolean {
  return isRepeatableWith(node, () => false);
}

/** The same, where more calls than the known ones are known to do nothing but give a value. */
export function isRepeatableWith(node: AnyNode | null | undefined, gives: (call: CallExpression) => boolean): boolean {
  const isRepeatable = (inner: AnyNode | null | undefined): boolean => isRepeatableWith(inner, gives);
  if (!node) return true;
  switch (node.type) {
    case 'Literal':
    case 'Identifier':
    case 'ThisExpression':
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'TemplateElement':
      return true;
    case 'TemplateLiteral':
      return node.expressions.every(isRepeatable);
    case 'UnaryExpression':
      return node.operator !== 'delete' && isRepeatable(node.argument);
    case 'BinaryExpression':
    case 'LogicalExpression':
      return isRepeatable(node.left) && isRepeatable(node.right);
    case 'ConditionalExpression':
      return isRepeatable(node.test) && isRepeatable(node.consequent) && isRepeatable(node.alternate);
    case 'ArrayExpression':
      return node.elements.every(isRepeatable);
    case 'ObjectExpression':
      return node.properties.every(isRepeatable);
    case 'Property':
      return (!node.computed || isRepeatable(node.key)) && isRepeatable(node.value);
    case 'SpreadElement':
      return isRepeatable(node.argument);
    case 'MemberExpression':
      return isRepeatable(node.object) && (!node.computed || isRepeatable(node.property));
    case 'CallExpression':
      return (
        asksLiteral(node) ||
        gives(node) ||
        (pureCalls.has(calleeName(node.callee)) && node.arguments.every(isRepeatable))
      );
    case 'NewExpression':
      return pureConstructors.has(calleeName(node.callee)) && node.arguments.every(isRepeatable);
    default:
      return false;
  }
}

/** Whether what a call gives is a text, a number, or made of a text that is written out. */
function givesPlain(node: CallExpression): boolean {
  const name = calleeName(node.callee);
  return asksLiteral(node) || (pureCalls.has(name) && !/^(Object|Symbol)\b/.test(name));
}

/** Whether a value is a container that a program fills while it runs. */
export function holdsState(node: AnyNode | null | undefined): boolean {
  if (!node) return false;
  if (node.type === 'NewExpression')
    return node.callee.type !== 'Identifier' || !['RegExp', 'URL'].includes(node.callee.name);
  if (node.type === 'ArrayExpression') return node.elements.length === 0;
  if (node.type === 'ObjectExpression') return node.properties.length === 0;
  return (node.type === 'CallExpression' && !givesPlain(node)) || node.type === 'AwaitExpression';
}
