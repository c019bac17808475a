import type { Code, FindCode } from './meaning.ts';

/** An export of a module, by the module that has it and not by one that passes it on; `*` is the whole of a module. */
export interface Origin {
  readonly code: Code;
  readonly name: string;
}

/** Where a name comes from that a module imports, through all that pass it on; undefined where that is not looked at. */
export function originOf(specifier: string, name: string, from: Code, find: FindCode): Origin | undefined {
  const code = find(specifier, from, false);
  return code && (name === '*' ? { code, name } : exportOrigin(code, name, find));
}

/** Where a name comes from that a module exports, its own or passed on. */
export function exportOrigin(
  code: Code,
  name: string,
  find: FindCode,
  seen: ReadonlySet<Code> = new Set(),
): Origin | undefined {
  if (seen.has(code)) return undefined;
  const { bound } = code;
  const follow = (next: { readonly specifier: string; readonly imported: string }): Origin | undefined => {
    const other = find(next.specifier, code, false);
    if (!other || next.imported === '*') return other && { code: other, name: '*' };
    return exportOrigin(other, next.imported, find, new Set([...seen, code]));
  };
  const passed = bound.passed.get(name);
  if (passed) return follow(passed);
  const [own] = bound.exported(name);
  const imported = own?.node.type === 'Identifier' ? bound.imports.get(own.node.name) : undefined;
  if (imported) return follow(imported);
  if (own || bound.offers.has(name)) return { code, name };
  for (const specifier of bound.passesAll) {
    const origin = follow({ specifier, imported: name });
    if (origin) return origin;
  }
  return undefined;
}
