import type { AnyNode } from 'acorn';
import { parentsOf } from '../syntax/parents.ts';
import type { Analysis, Binding, Reference } from '../syntax/scope.ts';
import { calleeName, givesBack } from './callee.ts';
import { getterExports } from './getter-exports.ts';
import { required, requiredNames } from './importers.ts';
import type { Code, FindCode } from './meaning.ts';
import { exportOrigin, type Origin, originOf } from './origin.ts';
import { writtenKey } from './property-unit.ts';
import { runsAtLoad } from './taken-early.ts';
import { namesOf, type Unit, unitsOf } from './units.ts';
import { valueOf } from './variable-value.ts';

/** A top-level variable of another module that one reads or changes while it loads. */
export interface Touch {
  readonly owner: Code;
  readonly name: string;
  /** Where the one that loads does so. */
  readonly node: AnyNode;
  readonly isChange: boolean;
}

/** How a name is used: the members that are read of it, one after the other, and what becomes of the last. */
interface Use {
  readonly keys: readonly string[];
  readonly how: 'read' | 'set' | 'called' | 'called for what it does';
}

/** Methods that change what they are called on, whatever becomes of what they give. */
const changing = new Set(
  'set add push unshift delete clear pop shift splice sort reverse fill on once addListener prependListener'.split(' '),
);

/** What loggers are called for: what they are called on stays as it is. */
const telling = new Set('log info warn error debug trace'.split(' '));

/** What code that runs while a module loads touches of others: by name, or by a call of a function of theirs. */
export function touchedAtLoad(code: Code, find: FindCode): Touch[] {
  const { analysis } = code;
  const parents = parentsOf(analysis.program as AnyNode, () => true);
  return [...originsIn(code, find)].flatMap(([local, origin]) => {
    const references = analysis.module.bindings.get(local)?.references ?? [];
    return references.flatMap(({ node, site, place, writes }): Touch[] => {
      if (writes || place === 'export' || !runsAtLoad(analysis, site)) return [];
      const use = useOf(node, parents);
      const [name, ...keys] = origin.name === '*' ? use.keys : [origin.name, ...use.keys];
      const owned = name === undefined ? undefined : ownedBy(origin, name, find);
      if (!owned) return [];
      const { owner, unit } = owned;
      if (isState(unit)) return [{ owner, name: nameOf(unit), node, isChange: isChange({ ...use, keys }) }];
      const isCalled = keys.length === 0 && use.how.startsWith('called');
      return isCalled ? touchedBy(owner, unit).map((touch) => ({ ...touch, node })) : [];
    });
  });
}

/** Where names come from that a module imports or requires. */
function originsIn(code: Code, find: FindCode): Map<string, Origin> {
  const origins = new Map<string, Origin>();
  const note = (local: string, specifier: string, imported: string): void => {
    const origin = originOf(specifier, imported, code, find);
    if (origin && origin.code !== code) origins.set(local, origin);
  };
  for (const [local, { specifier, imported }] of code.bound.imports) note(local, specifier, imported);
  for (const unit of unitsOf(code.analysis.program)) {
    for (const { local, specifier, imported } of requiredNames(unit) ?? []) note(local, specifier, imported);
    const whole = unit.type === 'variable' ? required(unit.init) : undefined;
    const isNamed = unit.node.type === 'VariableDeclarator' && unit.node.id.type === 'Identifier';
    if (unit.type === 'variable' && whole !== undefined && isNamed) note(unit.name, whole, '*');
  }
  return origins;
}

/** What a module, or one whose exports it passes on, declares for an export. */
function ownedBy(
  { code, name: exported }: Origin,
  name: string,
  find: FindCode,
): { readonly owner: Code; readonly unit: Unit } | undefined {
  const origin = exported === '*' ? exportOrigin(code, name, find) : { code, name };
  if (!origin || origin.name === '*') return undefined;
  const units = unitsOf(origin.code.analysis.program);
  const given = units.find((unit) => unit.type === 'export' && unit.name === origin.name);
  const read = getterExports(origin.code.analysis.program).find((one) => one.name === origin.name);
  const local = (given?.type === 'export' ? given.local : null) ?? read?.local ?? origin.name;
  const unit = units.find((one) => isDeclaration(one) && namesOf(one).includes(local)) ?? given;
  return unit && { owner: origin.code, unit };
}

function isDeclaration({ type }: Unit): boolean {
  return type === 'variable' || type === 'function' || type === 'class';
}

function nameOf(unit: Unit): string {
  return namesOf(unit)[0] ?? '';
}

/** Whether a name stands for what may change: an object, or a variable. */
function isState(unit: Unit): boolean {
  if (unit.type === 'class') return true;
  if (unit.type !== 'variable' && unit.type !== 'export') return false;
  const value = unit.type === 'variable' ? valueOf(unit) : unit.value;
  // What compilers put around a function, to keep its name say.
  const isWrapped = value?.type === 'CallExpression' && givesBack.test(calleeName(value.callee as AnyNode));
  const type = (isWrapped ? value.arguments[0] : value)?.type ?? '';
  return !/Function/.test(type) && type !== 'Literal' && type !== 'TemplateLiteral';
}

/** What a function touches of its own module, itself or through others that it names. */
function touchedBy(owner: Code, called: Unit): Touch[] {
  const { analysis } = owner;
  const units = new Map<string, Unit>();
  for (const unit of unitsOf(analysis.program))
    if (isDeclaration(unit)) for (const name of namesOf(unit)) units.set(name, unit);
  const parents = parentsOf(analysis.program as AnyNode, () => true);
  const wanted = new Set([called]);
  const touches: Touch[] = [];
  for (const { node: around } of wanted)
    for (const reference of within(analysis, around)) {
      const { node, writes, binding } = reference;
      const unit = units.get(binding.name);
      if (!unit) continue;
      if (writes || isState(unit))
        touches.push({ owner, name: nameOf(unit), node, isChange: writes || isChange(useOf(node, parents)) });
      else wanted.add(unit);
    }
  return touches;
}

function within(analysis: Analysis, { start, end }: AnyNode): (Reference & { readonly binding: Binding })[] {
  return analysis.references.flatMap((one) => {
    const { node, binding } = one;
    const isIn = node.start >= start && node.end <= end;
    return isIn && binding?.scope.kind === 'module' ? [{ ...one, binding }] : [];
  });
}

function isChange({ keys, how }: Use): boolean {
  if (how === 'set') return true;
  const method = keys.at(-1);
  if (method === undefined) return false;
  return how === 'called' ? changing.has(method) : how === 'called for what it does' && !telling.has(method);
}

function useOf(node: AnyNode, parents: ReadonlyMap<AnyNode, AnyNode | null>): Use {
  const keys: string[] = [];
  let top = node;
  let parent = parents.get(top);
  while (parent?.type === 'MemberExpression' && parent.object === top) {
    keys.push(writtenKey(parent) ?? '*');
    top = parent;
    parent = parents.get(top);
  }
  const isSet =
    (parent?.type === 'AssignmentExpression' && parent.left === top) ||
    parent?.type === 'UpdateExpression' ||
    (parent?.type === 'UnaryExpression' && parent.operator === 'delete');
  if (isSet) return { keys, how: 'set' };
  if (parent?.type !== 'CallExpression' || parent.callee !== top) return { keys, how: 'read' };
  const isPlain = parents.get(parent)?.type === 'ExpressionStatement';
  return { keys, how: isPlain ? 'called for what it does' : 'called' };
}
