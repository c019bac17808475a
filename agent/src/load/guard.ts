import type { Function as FunctionNode } from 'acorn';
import type { Edits } from '../syntax/edits.ts';
import {
  isDerived,
  keysOf,
  ownerTestKey,
  privateNameKey,
  receiverKeys,
  superKey,
  superOfKey,
} from '../syntax/environment.ts';
import type { Binding, Handover, Site } from '../syntax/scope.ts';
import { cellKey, names } from './names.ts';

/** How the code around a guard names things: as the source does, or as the piece that it stands in must. */
export interface Surroundings {
  /** Expression that holds the cells of a site. */
  holder(site: Site): string;
  /** Expression that holds the hooks of classes. */
  readonly classHolder: string;
  /** Function that the promise of an `import(…)` goes through. */
  readonly importer: string;
  /** Expression for a variable; undefined when it cannot be reached from here. */
  variable(binding: Binding): string | undefined;
  /** Expression for something taken from around an arrow; undefined when it cannot be reached from here. */
  receiver(site: Site, use: 'this' | 'arguments' | 'new.target'): string | undefined;
  /** What the code around was handed for something of the language, where it does not see that by itself. */
  readonly passedOn?: ((site: Site, handover: Handover) => PassedOn | undefined) | undefined;
}

/** An expression for what was handed over before, undefined where it was not, and which private names it reaches. */
export interface PassedOn {
  readonly expression: string | undefined;
  readonly names: readonly string[];
}

const uses: ReadonlyMap<string, keyof typeof receiverKeys> = new Map([
  [receiverKeys.this, 'this'],
  [receiverKeys.arguments, 'arguments'],
  [receiverKeys['new.target'], 'new.target'],
]);

/** The expression for what a handover stands for; undefined when it cannot be reached from here. */
function expressionOf(
  site: Site,
  { key, binding, privates }: Handover,
  surroundings: Surroundings,
): string | undefined {
  if (binding) return surroundings.variable(binding);
  if (privates) return privateText(privates.names);
  if (key === superKey) return surroundings.holder(site);
  if (key === ownerTestKey) return `$sutureIt=>${names.own} in $sutureIt`;
  if (key === superOfKey) return superOfText;
  const use = uses.get(key);
  return use && site.kind === 'arrow' ? surroundings.receiver(site, use) : use;
}

// What is handed over for `super` and for private names tells what to do by a number: read, set, or the rest. Without
// a semicolon, which ends a guard.
const superOfText =
  '($sutureHow,$sutureKey,$sutureValue)=>$sutureHow?$sutureHow>1?this:super[$sutureKey]=$sutureValue:super[$sutureKey]';

function privateText(names: readonly string[]): string {
  const each = names.map((name) => {
    const it = `$sutureIt.#${name}`;
    return `$sutureKey===${JSON.stringify(name)}?$sutureHow?$sutureHow>1?#${name} in $sutureIt:${it}=$sutureValue:${it}:`;
  });
  return `($sutureHow,$sutureKey,$sutureIt,$sutureValue)=>${each.join('')}void 0`;
}

function argumentsOf({ how }: Handover, expression: string | undefined): string {
  if (how === 'value') return expression ?? 'void 0';
  if (how === 'read') return expression === undefined ? 'void 0' : `()=>${expression}`;
  return expression === undefined
    ? 'void 0,void 0'
    : `()=>${expression},${names.holder}=>{${expression}=${names.holder}}`;
}

/** The two halves of a guard: what asks for a new body, and what calls it. */
export interface Guard {
  readonly condition: string;
  readonly call: string;
  /** What it hands over under which name; null when the new body takes nothing but its arguments. */
  readonly reached: readonly string[] | null;
}

/** Makes the guard of a site; `passed` are the arguments of an arrow, which has no `arguments`. */
export function guardOf(
  site: Site,
  environment: readonly Handover[],
  passed: readonly string[],
  surroundings: Surroundings,
): Guard {
  const cell = `${surroundings.holder(site)}.${cellKey(site.index)}`;
  const given: string[] = [];
  const reached: string[] = [];
  for (const handover of environment) {
    const passedOn = surroundings.passedOn?.(site, handover);
    const expression = passedOn ? passedOn.expression : expressionOf(site, handover, surroundings);
    given.push(argumentsOf(handover, expression));
    if (expression === undefined) continue;
    const keys = passedOn
      ? [handover.key, ...passedOn.names.map((name) => privateNameKey(handover, name))]
      : keysOf(handover);
    reached.push(...keys);
  }
  const body = environment.length === 0 ? cell : `${cell}(${given.join(',')})`;
  const receiver = isDerived(site) ? 'void 0' : 'this';
  // Calling through `apply` with `arguments` is what V8 passes on without making an array.
  const call = site.kind === 'arrow' ? `(0,${body})(${passed.join(',')})` : `${body}.apply(${receiver},arguments)`;
  // `super` in place, for a new body that calls the constructor anew with the cell and the arguments: an arrow that does it
  // would cost each unpatched `new` the allocation of a context.
  const asked = reached.includes(superKey) ? `arguments[0]===${cell}?super(...arguments[1]):` : '';
  return { condition: `${cell}!=null`, call: asked + call, reached: environment.length === 0 ? null : reached };
}

/** The guard as a statement. */
export function guardText(guard: Guard, node: FunctionNode): string {
  return `if(${guard.condition})return ${node.generator ? 'yield*' : ''}${guard.call};`;
}

/** Puts a guard at the head of a block, behind its directives. */
export function guardBlock(source: string, edits: Edits, node: FunctionNode, bodyStart: number, text: string): void {
  const at = afterDirectives(node, bodyStart);
  // A directive may end with its line, and what follows on that line must not become a part of it.
  edits.open(at, at === bodyStart || source[at - 1] === ';' ? text : `;{}${text}`);
}

/** Where the first statement of a body begins that is no directive, or what stands for one. */
export function afterDirectives(node: FunctionNode, bodyStart: number): number {
  let at = bodyStart;
  if (node.body.type !== 'BlockStatement') return at;
  for (const statement of node.body.body) {
    if (statement.type !== 'ExpressionStatement' || statement.directive === undefined) break;
    at = statement.end;
  }
  return at;
}
