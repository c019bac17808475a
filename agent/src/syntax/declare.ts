import type { Class, Identifier } from 'acorn';
import type { Binding, BindingKind, Scope, Site } from './scope.ts';

// Most blocks declare nothing, and a map for each of them is a tenth of the memory of a walk.
const nothing: ReadonlyMap<string, Binding> = new Map();

/** Makes a scope in which nothing is declared yet. */
export function newScope(
  kind: Scope['kind'],
  parent: Scope | null,
  site: Site | null,
  node: Class | null = null,
): Scope {
  return { kind, parent, site, bindings: nothing, class: node, captured: null };
}

/** Declares a name from within a scope; `var` goes to the function or module around it. */
export function declare(node: Identifier, kind: BindingKind, from: Scope): void {
  const { name } = node;
  let home = from;
  if (kind === 'var') while (home.kind !== 'function' && home.kind !== 'module' && home.parent) home = home.parent;
  const known = home.bindings.get(name);
  // A parameter or function that is declared again as `var` stays what it was.
  if (known?.kind === 'parameter' && kind !== 'parameter') home.site?.redeclared.push(name);
  if (known && known.kind !== 'self' && (kind === 'var' || known.kind === 'function')) {
    known.names.push(node);
    return;
  }
  const bindings = home.bindings === nothing ? new Map<string, Binding>() : (home.bindings as Map<string, Binding>);
  bindings.set(name, { name, names: [node], kind, scope: home, references: [], captured: false, handover: null });
  home.bindings = bindings;
}

/** Declares a function by its statement: in a block of sloppy code it is seen in the whole function around it. */
export function declareFunction(name: Identifier, from: Scope, strict: boolean): void {
  let home = from;
  if (!strict) while (home.kind === 'block' && home.parent) home = home.parent;
  declare(name, 'function', home);
}
