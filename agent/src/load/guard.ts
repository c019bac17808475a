import { type Environment, isEmpty } from '../syntax/environment.ts';
import type { Binding, Site } from '../syntax/scope.ts';
import { cellKey } from './names.ts';

/** How the code around a guard names things: as the source does, or as the piece that it stands in must. */
export interface Surroundings {
  /** Expression that holds the cells of a site. */
  holder(site: Site): string;
  /** Expression that holds the hooks of classes. */
  readonly classHolder: string;
  /** Expression for a variable; undefined when it cannot be reached from here. */
  variable(binding: Binding): string | undefined;
  /** Expression for something taken from around an arrow; undefined when it cannot be reached from here. */
  receiver(site: Site, use: 'this' | 'arguments' | 'new.target'): string | undefined;
}

const keys = { this: '$this', arguments: '$arguments', 'new.target': '$newTarget' } as const;

function variableEntry(name: string, own: boolean, expression: string, writable: boolean): string {
  if (own) return `${name}:${expression}`;
  const setter = writable ? `,set ${name}($value){${expression}=$value}` : '';
  return `get ${name}(){return ${expression}}${setter}`;
}

/** What a guard hands over, as an object literal, and the names that it could reach. */
function environmentLiteral(
  site: Site,
  environment: Environment,
  surroundings: Surroundings,
): { text: string; reached: string[] } {
  const entries: string[] = [];
  const reached: string[] = [];
  for (const [name, { binding, own }] of environment.variables) {
    const expression = surroundings.variable(binding);
    if (expression === undefined) continue;
    const writable = binding.kind !== 'const' && binding.kind !== 'import' && binding.kind !== 'self';
    entries.push(variableEntry(name, own, expression, writable));
    reached.push(name);
  }
  for (const use of environment.receiver) {
    const expression = site.kind === 'arrow' ? surroundings.receiver(site, use) : use;
    if (expression === undefined) continue;
    entries.push(`${keys[use]}:${expression}`);
    reached.push(keys[use]);
  }
  if (environment.derived) {
    entries.push('$newTarget:new.target', '$super:(...$values)=>super(...$values)');
    reached.push('$newTarget', '$super');
  }
  return { text: `{${entries.join(',')}}`, reached };
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
  environment: Environment,
  passed: readonly string[],
  surroundings: Surroundings,
): Guard {
  const cell = `${surroundings.holder(site)}.${cellKey(site.index)}`;
  const empty = isEmpty(environment);
  const handed = empty ? { text: '', reached: null } : environmentLiteral(site, environment, surroundings);
  const body = empty ? cell : `${cell}(${handed.text})`;
  const { node } = site;
  const yields = 'generator' in node && node.generator ? 'yield*' : '';
  const receiver = environment.derived ? 'undefined' : 'this';
  // Calling through `apply` with `arguments` is what V8 passes on without making an array.
  const call =
    site.kind === 'arrow' ? `(0,${body})(${passed.join(',')})` : `${yields}${body}.apply(${receiver},arguments)`;
  return { condition: `${cell}!==undefined`, call, reached: handed.reached };
}
