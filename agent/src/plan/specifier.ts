// What tools and `require` add, and what TypeScript calls by the name of its output.
const endings = ['', '.js', '.cjs', '.json', '.ts', '.cts', '.mts', '.tsx', '/index.js', '/index.cjs', '/index.ts'];
const sources: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};

/** The URLs that a relative specifier may mean, the likeliest first; none of a package. */
export function candidates(specifier: string, from: string): string[] {
  if (!/^\.{0,2}\//.test(specifier) && !/^\.{1,2}$|^file:/.test(specifier)) return [];
  const { href } = new URL(specifier, from);
  const base = href.endsWith('/') ? href.slice(0, -1) : href;
  const ending = /\.[cm]?jsx?$/.exec(base)?.[0] ?? '';
  const stem = base.slice(0, base.length - ending.length);
  return [...endings.map((end) => base + end), ...(sources[ending] ?? []).map((end) => stem + end)];
}

/** Whether a relative specifier in one module means another. */
export function resolvesTo(specifier: string, from: string, to: string): boolean {
  return candidates(specifier, from).includes(to);
}
