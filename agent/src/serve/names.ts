import { posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KnownModule } from '../plan/loaded-source.ts';
import { type Answer, done, refuse } from './answer.ts';

/** Turns a URL into the path that people read: below the root with `/`, absolute when outside of it. */
export function displayPath(url: string, root: string): string {
  if (!url.startsWith('file:')) return url;
  const { search } = new URL(url);
  const path = fileURLToPath(url);
  const below = relative(root, path);
  const shown = below === '' || below.startsWith('..') ? path : below;
  return shown.split(sep).join('/') + search;
}

/**
 * Finds the one module that a person means: by URL, by path, by the end of its path, and by the TypeScript file that
 * it was compiled from, which has the same name up to the extension.
 */
export function findModule(
  name: string,
  known: { module(url: string): KnownModule | undefined; modules(): readonly KnownModule[] },
  root: string,
): Answer<KnownModule> {
  // Whoever goes through all modules asks by URL: that must not cost a look at every one each time.
  const exact = known.module(name);
  if (exact) return done(exact);
  const paths = known.modules().map((module) => ({ module, path: displayPath(module.url, root) }));
  const wanted = name.replace(/^\.\//, '');
  const tries: ((path: string) => boolean)[] = [
    (path) => path === wanted,
    (path) => posix.join(root, path) === wanted,
    (path) => `/${path}`.endsWith(`/${wanted}`),
  ];
  for (const matches of tries) {
    const found = paths.filter(({ path }) => matches(path));
    if (found.length > 0) return only(name, found);
  }
  const stem = typeScriptStem(wanted);
  if (stem === undefined) return refuse('module_not_loaded', `${name} is not among the modules that are loaded.`);
  const compiled = paths.filter(({ path }) => stemOf(path) === posix.basename(stem) && /\.[cm]?js$/.test(path));
  if (compiled.length === 0) {
    return refuse('module_not_loaded', `Neither ${name} nor a module that it is compiled to is loaded.`);
  }
  // `src/orders/index.ts` is `dist/orders/index.js` rather than `dist/index.js`.
  const shared = compiled.map((one) => ({ ...one, folders: sharedFolders(stem, one.path) }));
  const most = Math.max(...shared.map(({ folders }) => folders));
  return only(
    name,
    shared.filter(({ folders }) => folders === most),
  );
}

/** Whether a path has a part, or fits a glob over all of it. */
export function matchesPath(path: string, pattern: string): boolean {
  if (!/[*?]/.test(pattern)) return path.includes(pattern);
  const source = pattern.replaceAll(/\*\*\/?|\*|\?|[.+^${}()|[\]\\]/g, (part) => {
    if (part.startsWith('**')) return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : `\\${part}`;
  });
  return new RegExp(`^${source}$`).test(path);
}

function only(name: string, found: readonly { module: KnownModule; path: string }[]): Answer<KnownModule> {
  const [first, ...others] = found;
  if (first && others.length === 0) return done(first.module);
  const some = found.slice(0, 5).map(({ path }) => path);
  return refuse('module_ambiguous', `${name} may be ${some.join(', ')}${found.length > 5 ? ', …' : ''}.`);
}

function typeScriptStem(path: string): string | undefined {
  const match = /^(.*)\.[cm]?tsx?$/.exec(path);
  return match?.[1];
}

function stemOf(path: string): string {
  return posix.basename(path).replace(/\.[cm]?js$/, '');
}

function sharedFolders(one: string, other: string): number {
  const a = posix.dirname(one).split('/').reverse();
  const b = posix.dirname(other).split('/').reverse();
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count++;
  return count;
}
