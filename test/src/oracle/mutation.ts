import type { ModuleFormat } from '@suture/protocol/process.js';
import { isTree, type Mutation, type Tree } from './mutation-tree.ts';
import { parse } from '../../../agent/dist/syntax/parse.js';

/** An edit and where it is made. */
export interface PlacedMutation extends Mutation {
  /** How many functions are around it. */
  readonly depth: number;
}

const opposites: Readonly<Record<string, string>> = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '>': '>=',
  '<=': '<',
  '>=': '>',
  '+': '-',
  '*': '+',
  '&&': '||',
  '||': '&&',
};

/** Every small edit that a source has room for: other numbers, other words, other operators. */
export function mutationsOf(source: string, format: ModuleFormat): PlacedMutation[] {
  const parsed = parse(source, format);
  if (!parsed.ok) throw new Error(`line ${parsed.line}: ${parsed.reason}`);
  return [...within(parsed.program as unknown as Tree, source, 0)];
}

/** The source with an edit made. */
export function mutate(source: string, { start, end, text, added = '' }: Mutation): string {
  return source.slice(0, start) + text + source.slice(end) + added;
}

function* within(node: Tree, source: string, around: number): Generator<PlacedMutation> {
  if (/^(Import|Export(All|Named))/.test(node.type) && node['source']) return;
  // Another module is none.
  if (node.type === 'CallExpression' && /^require\s*\(/.test(source.slice(node.start, node.end))) return;
  const isDirective = node.type === 'ExpressionStatement' && node['directive'] !== undefined;
  if (isDirective) return;
  const { start, end } = node;
  const depth = Array.isArray(node['params']) ? around + 1 : around;
  if (node.type === 'Literal') {
    const { value } = node;
    if (typeof value === 'number') yield { start, end, text: String(value + 1), depth };
    if (typeof value === 'string' && value !== '') yield { start, end, text: JSON.stringify(`${value}x`), depth };
  }
  if (node.type === 'BinaryExpression' || node.type === 'LogicalExpression') {
    const [left, right] = [node['left'] as Tree, node['right'] as Tree];
    const operator = String(node['operator']);
    const at = source.indexOf(operator, left.end);
    const opposite = opposites[operator];
    // A parenthesis or a comment may stand between; such a place is left alone.
    if (opposite && at < right.start && source.slice(left.end, at).trim() === '') {
      yield { start: at, end: at + operator.length, text: opposite, depth };
    }
  }
  for (const mutation of reshaped(node, source)) yield { ...mutation, depth };
  for (const [key, value] of Object.entries(node)) {
    // A property name or a pattern is a place of its own kind.
    if (key === 'key' && node['computed'] !== true) continue;
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isTree(child)) yield* within(child, source, depth);
    }
  }
}

/** Edits as people make them: a step is left out, a test is turned round, a value goes through something new. */
function* reshaped(node: Tree, source: string): Generator<Mutation> {
  const { start, end } = node;
  if (node.type === 'ExpressionStatement') yield { start, end, text: ';' };
  if (node.type === 'IfStatement') {
    const test = node['test'] as Tree;
    yield { start: test.start, end: test.end, text: `!(${source.slice(test.start, test.end)})` };
  }
  if (node.type === 'ReturnStatement' && isTree(node['argument'])) {
    const value = source.slice(node['argument'].start, node['argument'].end);
    yield { start, end, text: `{ const $value = ${value}; return $value }` };
    yield { start, end, text: `return $passOn(${value});`, added: '\nfunction $passOn(value) { return value }\n' };
    yield { start, end, text: `return [${value}, $more][0];`, added: '\nvar $more = 1;\n' };
    if (!/\b(await|yield)\b/.test(value)) yield { start, end, text: `return (() => ${value})();` };
  }
  if (node.type === 'FunctionDeclaration' && Array.isArray(node['params']) && isTree(node['params'][0])) {
    const [first] = node['params'] as Tree[];
    if (first?.type === 'Identifier') yield { start: first.end, end: first.end, text: ' = 1' };
  }
  if (Array.isArray(node['params'])) yield* anotherFunction(node, source);
}

/** Other functions in the place of one: of another kind, with other parameters, with a binding or a closure more. */
function* anotherFunction(node: Tree, source: string): Generator<Mutation> {
  const body = node['body'] as Tree;
  const isBlock = body.type === 'BlockStatement';
  const text = source.slice(body.start, body.end);
  const isPlain = node['async'] !== true && node['generator'] !== true;
  const isArrow = node.type === 'ArrowFunctionExpression';
  const isDeclared = node.type === 'FunctionDeclaration';
  if (isPlain && (isArrow || isDeclared)) yield { start: node.start, end: node.start, text: 'async ' };
  if (node['async'] === true && (isArrow || isDeclared) && !/\bawait\b/.test(text))
    yield { start: node.start, end: node.start + 'async'.length, text: '' };
  const at = source.indexOf('(', node.start);
  if (isPlain && isDeclared && at !== -1) {
    const name = (node['id'] as Tree | null)?.end ?? at;
    yield {
      start: source.indexOf('function', node.start) + 'function'.length,
      end: name,
      text: `* ${source.slice((node['id'] as Tree | null)?.start ?? name, name)}`,
    };
  }
  const params = node['params'] as Tree[];
  const last = params.at(-1);
  if (last && last.type !== 'RestElement' && source[last.end] === ')')
    yield { start: last.end, end: last.end, text: ', $extra = 1' };
  const [first] = params;
  if (first?.type === 'Identifier' && params.length === 1 && source[first.start - 1] === '(')
    yield { start: first.start, end: first.end, text: `...[${source.slice(first.start, first.end)}]` };
  if (!isBlock) return;
  const start = body.start + 1;
  // Behind directives nothing may come.
  const [statement] = body['body'] as Tree[];
  if (statement?.['directive'] !== undefined) return;
  yield { start, end: start, text: ' const $own = () => $own; $own();' };
  yield { start, end: start, text: ' $count();', added: '\nlet $counted = 0;\nfunction $count() { $counted += 1 }\n' };
  yield {
    start,
    end: start,
    text: ' void new $Box(1).value;',
    added: '\nvar $Box = class { constructor(value) { this.value = value } };\n',
  };
}
