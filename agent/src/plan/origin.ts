import type { Code, FindCode } from './meaning.ts';

/** An export of a module, by the module that has it and not by one that passes it on; `*` is the whole of a module. */
export interface Origin {
  readonly code: Code;
  readonly name: string;
}

/** Where a name comes from that a module imports, through all that pass it on; undefined where that is not looked at. */
export function originOf(
  specifier: string,
  name: string,
  from: Code,
  find: FindCode,
  seen: ReadonlySet<Code> = new Set(),
): Origin | undefined {
  const code = find(specifier, from, false);
  if (!code || seen.has(code) || name === '*') return code && { code, name };
  const { bound } = code;
  const known = new Set([...seen, code]);
  const follow = (next: { readonly specifier: string; readonly imported: string }): Origin | undefined =>
    originOf(next.specifier, next.imported, code, find, known);
  const passed = bound.passed.get(name);
  if (passed) return follow(passed);
  const [own] = bound.exported(name);
  if (own?.node.type === 'Identifier') {
    const imported = bound.imports.get(own.node.name);
    return imported ? follow(imported) : { code, name };
  }
  if (own || bound.offers.has(name)) return { code, name };
  for (const passing of bound.passesAll) {
    const origin = originOf(passing, name, code, find, known);
    if (origin) return origin;
  }
  return undefined;
}
