// What tools and `require` add, and what TypeScript calls by the name of its output.
const endings = ['', '.js', '.cjs', '.json', '.ts', '.cts', '.mts', '.tsx', '/index.js', '/index.cjs', '/index.ts'];
const sources: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};
/** What packages call the module that stands for them. */
const entry = /\/(index|main|mod)$/;
const ending = /(\/index)?\.[cm]?[jt]sx?$/;

/** The URLs that a relative specifier may mean, the likeliest first; undefined where others decide what it means. */
export function candidates(specifier: string, from: string): string[] | undefined {
  if (!/^\.{0,2}\//.test(specifier) && !/^\.{1,2}$|^file:/.test(specifier)) return undefined;
  const { href } = new URL(specifier, from);
  const base = href.endsWith('/') ? href.slice(0, -1) : href;
  const [own = ''] = /\.[cm]?jsx?$/.exec(base) ?? [];
  const stem = base.slice(0, base.length - own.length);
  return [...endings.map((end) => base + end), ...(sources[own] ?? []).map((end) => stem + end)];
}

/** Whether the name of a package, an alias of one's own (`#lib/rates`) or of a tool (`@/lib/rates`) is likely to mean a module. */
export function seemsToMean(specifier: string, from: string, to: string): boolean {
  if (specifier.startsWith('node:')) return false;
  const alias = /^(?:#\/?|[@~$]\/)(.+)$/.exec(specifier)?.[1];
  const [name = '', ...rest] = (alias ?? specifier.replace(/^@[^/]+\//, '')).split('/');
  const path = (rest.length > 0 ? rest : [name]).join('/').replace(ending, '');
  const stem = to.replace(/[?#].*$/, '').replace(ending, '');
  if (stem.endsWith(`/${path}`)) return true;
  if (alias !== undefined || rest.length > 0) return false;
  // A package by its name, whatever its folder has for an entry; a service in a folder that is called like what it uses
  // (`koa` in /srv/koa) means the other one, but where the module may be the entry of its own package.
  const folder = to.slice(0, to.lastIndexOf(`/${name}/`) + name.length + 2);
  const isInside = from.startsWith(folder);
  return stem.includes(`/${name}/`) && (!isInside || entry.test(stem));
}

/**
 * Whether a specifier in one module means another, or may: what a package calls its own modules by stands in its manifest. Yes too
 * often does no harm, as what is read anew is read by that very name.
 */
export function resolvesTo(specifier: string, from: string, to: string): boolean {
  const exact = candidates(specifier, from);
  return exact ? exact.includes(to) : specifier.startsWith('#') || seemsToMean(specifier, from, to);
}

/** What a source may import, as its text says: more rather than less. */
export function specifiersIn(source: string): string[] {
  const found = source.matchAll(/\b(?:from|import|require)\b\s*\(?\s*(['"`])([^'"`\n]+)\1/g);
  return [...found].map(([, , specifier = '']) => specifier);
}
