import type { ModuleFormat } from '@suture/protocol/process.js';
import { parse } from '../../../agent/dist/syntax/parse.js';
import { childrenOf, isTree, type Mutation, type Tree } from './mutation-tree.ts';

/** Edits of what a source is made of: members of classes and objects, the order of statements, declarations, what closures name. */
export function* reshapingsOf(source: string, format: ModuleFormat): Generator<Mutation> {
  const parsed = parse(source, format);
  if (!parsed.ok) throw new Error(`line ${parsed.line}: ${parsed.reason}`);
  const program = parsed.program as unknown as Tree;
  yield* everywhere(program, source);
  yield* otherCaptures(program, []);
}

function* everywhere(node: Tree, source: string): Generator<Mutation> {
  yield* otherMembers(node, source);
  yield* otherStatements(node, source);
  yield* otherDeclaration(node, source);
  for (const child of childrenOf(node)) yield* everywhere(child, source);
}

/** Other members of a class or of an object literal: one more, or one that is gone. */
function* otherMembers(node: Tree, source: string): Generator<Mutation> {
  if (node.type === 'ClassBody') {
    const at = { start: node.start + 1, end: node.start + 1 };
    const members = node['body'] as Tree[];
    yield { ...at, text: ' $added() { return 1 }' };
    yield { ...at, text: ' get $given() { return 1 } set $given(value) { this.$taken = value }' };
    yield { ...at, text: ' static $made() { return new.target ?? this }' };
    yield { ...at, text: ' $field = 1;' };
    yield { ...at, text: ' #$own = 1; $read() { return this.#$own }' };
    for (const member of members) {
      if (member['kind'] !== 'constructor') yield { start: member.start, end: member.end, text: '' };
    }
  }
  if (node.type === 'ObjectExpression') {
    const at = { start: node.start + 1, end: node.start + 1 };
    const properties = node['properties'] as Tree[];
    yield { ...at, text: properties.length > 0 ? ' $added: 1,' : ' $added: 1 ' };
    for (const { start, end } of properties) {
      const comma = /^\s*,/.exec(source.slice(end))?.[0].length ?? 0;
      yield { start, end: end + comma, text: '' };
    }
  }
}

/** Statements in another order, and a body that handles what it throws. */
function* otherStatements(node: Tree, source: string): Generator<Mutation> {
  const statements = node.type === 'Program' || node.type === 'BlockStatement' ? (node['body'] as Tree[]) : [];
  for (const [index, one] of statements.entries()) {
    const next = statements[index + 1];
    if (!next || isDeclaration(one) || isDeclaration(next)) continue;
    const between = source.slice(one.end, next.start);
    const text = source.slice(next.start, next.end) + between + source.slice(one.start, one.end);
    yield { start: one.start, end: next.end, text };
  }
  if (Array.isArray(node['params']) && isTree(node['body']) && node['body'].type === 'BlockStatement') {
    const { start, end } = node['body'];
    const [first] = node['body']['body'] as Tree[];
    const isPlain =
      first !== undefined && first['directive'] === undefined && !/\bsuper\b/.test(source.slice(start, end));
    if (isPlain) yield { start, end, text: `{ try ${source.slice(start, end)} catch ($error) { throw $error } }` };
  }
}

function isDeclaration(node: Tree): boolean {
  return /Declaration$|^(Import|Export)/.test(node.type) || node['directive'] !== undefined;
}

/** The same function or value by another declaration. */
function* otherDeclaration(node: Tree, source: string): Generator<Mutation> {
  if (node.type === 'FunctionDeclaration' && isTree(node['id'])) {
    const name = source.slice(node['id'].start, node['id'].end);
    yield { start: node.start, end: node.end, text: `const ${name} = ${source.slice(node.start, node.end)};` };
  }
  if (node.type === 'VariableDeclarator' && isTree(node['init'])) {
    const { start, end } = node['init'];
    const text = source.slice(start, end);
    if (!/\b(await|yield)\b/.test(text))
      yield { start, end, text: `$passOn(${text})`, added: '\nfunction $passOn(value) { return value }\n' };
  }
}

/** Closures that name a variable of a function around them which they did not name. */
function* otherCaptures(node: Tree, around: readonly string[]): Generator<Mutation> {
  let visible = around;
  if (Array.isArray(node['params'])) {
    const body = node['body'] as Tree;
    const statements = body.type === 'BlockStatement' ? (body['body'] as Tree[]) : [];
    const own = [...(node['params'] as Tree[]), ...statements.flatMap(declared)].flatMap(nameOf);
    const at = { start: body.start + 1, end: body.start + 1 };
    if (statements[0] && statements[0]['directive'] === undefined)
      for (const name of around) if (!own.includes(name)) yield { ...at, text: ` void (() => ${name});` };
    visible = [...new Set([...around, ...own])];
  }
  for (const child of childrenOf(node)) yield* otherCaptures(child, visible);
}

function declared(statement: Tree): Tree[] {
  if (statement.type !== 'VariableDeclaration') return [];
  return (statement['declarations'] as Tree[]).map(({ id }) => id as Tree);
}

function nameOf(pattern: Tree): string[] {
  return pattern.type === 'Identifier' ? [String(pattern['name'])] : [];
}
