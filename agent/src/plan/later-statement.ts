import type { AnyNode, CallExpression, Expression } from 'acorn';
import type { StatementProgram } from '../swap/program.ts';
import { childrenOf } from '../syntax/children.ts';
import type { Analysis, Binding } from '../syntax/scope.ts';
import { awaits } from './awaits.ts';
import { otherObjects, writtenKey } from './property-unit.ts';
import { isRepeatable } from './purity.ts';
import { valueOf } from './variable-value.ts';
import { isExports, unitsOf } from './units.ts';

/** A call that can be made later as well as while the module loads, and taken back. */
export interface LaterCall {
  readonly how: Exclude<StatementProgram['how'], 'asked'>;
  /** What stands before the dot: the emitter, the map. */
  readonly receiver: Expression | null;
  /** All of it. */
  readonly call: Expression;
}

const listening = new Set(['on', 'once', 'addListener', 'prependListener', 'prependOnceListener']);
const timers = new Set(['setInterval', 'setTimeout', 'setImmediate']);
const entries: Readonly<Record<string, RegExp>> = { set: /^(Weak)?Map$/, add: /^(Weak)?Set$/ };

/** Reads `bus.on('order', f)`, `map.set(key, value)`, `setInterval(f, 1000).unref()`; undefined for everything else. */
export function laterCall(analysis: Analysis, statement: AnyNode): LaterCall | undefined {
  if (statement.type !== 'ExpressionStatement') return undefined;
  const { expression: call } = statement;
  if (call.type !== 'CallExpression') return undefined;
  const inner = withoutUnref(call);
  if (!inner.arguments.every(isRepeatable)) return undefined;
  const { callee } = inner;
  if (callee.type === 'Identifier') {
    const isTimer = timers.has(callee.name) && bindingAt(analysis, callee) === null;
    return isTimer ? { how: callee.name as 'setTimeout', receiver: null, call } : undefined;
  }
  if (inner !== call || callee.type !== 'MemberExpression' || callee.computed || callee.optional) return undefined;
  const { object, property } = callee;
  if (object.type !== 'Identifier' || property.type !== 'Identifier') return undefined;
  const binding = bindingAt(analysis, object);
  if (listening.has(property.name) && inner.arguments.length === 2 && isLasting(object.name, binding))
    return { how: 'listener', receiver: object, call };
  const made = entries[property.name];
  const isEntry = made !== undefined && inner.arguments.length === (property.name === 'set' ? 2 : 1);
  return isEntry && binding && isMadeOnce(analysis, binding, made)
    ? { how: 'entry', receiver: object, call }
    : undefined;
}

function withoutUnref(call: CallExpression): CallExpression {
  const { callee } = call;
  const isUnref =
    callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    callee.property.name === 'unref' &&
    callee.object.type === 'CallExpression' &&
    call.arguments.length === 0;
  return isUnref ? (callee.object as CallExpression) : call;
}

/** What a name stands for; null when that is a global, undefined when it is none of the module's. */
function bindingAt(analysis: Analysis, node: AnyNode): Binding | null | undefined {
  const reference = analysis.references.find((use) => use.node === node);
  return reference?.binding;
}

function isLasting(name: string, binding: Binding | null | undefined): boolean {
  if (!binding) return binding === null && name === 'process';
  return binding.scope.kind === 'module' && !binding.references.some(({ writes }) => writes);
}

function isMadeOnce(analysis: Analysis, binding: Binding, made: RegExp): boolean {
  if (binding.scope.kind !== 'module' || binding.references.some(({ writes }) => writes)) return false;
  const unit = unitsOf(analysis.program).find((one) => one.type === 'variable' && one.names.includes(binding.name));
  const value = unit?.type === 'variable' ? valueOf(unit) : null;
  return value?.type === 'NewExpression' && value.callee.type === 'Identifier' && made.test(value.callee.name);
}

/** Says why a statement cannot run but while its module loads; undefined when it can. */
export function whyNotLater(analysis: Analysis, statement: AnyNode): string | undefined {
  if (/^(Import|Export)/.test(statement.type)) return 'modules are linked before they run';
  if (awaits(analysis, statement)) return 'it awaits something, and a patch is loaded in one turn';
  const target = statement.type === 'ExpressionStatement' ? assignedTo(statement.expression) : undefined;
  if (target && (isExports(target) || otherObjects.has(writtenKey(target) ?? '')))
    return 'others hold the object that it puts another in the place of';
  return declares(statement) ? 'it declares names of the module' : undefined;
}

function assignedTo(node: AnyNode): AnyNode | undefined {
  return node.type === 'AssignmentExpression' ? node.left : undefined;
}

function declares(node: AnyNode): boolean {
  if (node.type === 'FunctionDeclaration') return true;
  if ('params' in node) return false;
  if (node.type === 'VariableDeclaration' && node.kind === 'var') return true;
  return childrenOf(node).some(declares);
}
