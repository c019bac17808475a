/** Names under which a source may read or set something by a function, as its text says: more rather than less. */
export function accessorNames(source: string): string[] {
  return [...source.matchAll(/\b[gs]et\s+(#?[\w$]+|['"][^'"\n]+['"])\s*\(/g)].map(([, name = '']) =>
    name.replace(/^['"]|['"]$/g, ''),
  );
}
