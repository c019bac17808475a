import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Which modules are made patchable. */
export interface Selection {
  readonly root: string;
  /** Paths or globs below the root; empty for everything outside of `node_modules`. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Folders of the agent itself, each with a trailing separator. */
  readonly agent: readonly string[];
}

/** Tells whether a module is to be made patchable. */
export type Select = (url: string) => boolean;

/** Makes the test for a {@link Selection}. */
export function select(selection: Selection): Select {
  const include = selection.include.map(matcher);
  const exclude = selection.exclude.map(matcher);
  const everything = include.length === 0;
  return (url) => {
    if (!url.startsWith('file:') || isWrapper(url)) return false;
    // Decided on the text of the URL where that is enough: most modules of a process are dependencies.
    if (everything && url.includes('/node_modules/')) return false;
    const path = pathOf(url);
    if (path === undefined) return false;
    if (selection.agent.some((folder) => path.startsWith(folder))) return false;
    if (everything && exclude.length === 0) return true;
    const below = relative(selection.root, path).split(sep).join('/');
    if (!everything && !include.some((matches) => matches(below))) return false;
    return !exclude.some((matches) => matches(below));
  };
}

/** The file of a URL; undefined where there can be none. */
function pathOf(url: string): string | undefined {
  // Most are the path behind the scheme, and this is asked for each module of a start.
  if (sep === '/' && /^file:\/\/\/[\w/.@+-]*$/.test(url)) return url.slice('file://'.length);
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

/** Whether a module was written by `import-in-the-middle`, for OpenTelemetry or dd-trace, around the one of the file. */
function isWrapper(url: string): boolean {
  return url.includes('?') && /[?&]iitm=true(?:&|$)/.test(url);
}

function matcher(pattern: string): (path: string) => boolean {
  const namesDependencies = pattern.includes('node_modules');
  const source = pattern
    .replace(/^\.\//, '')
    .replace(/\/+$/, '')
    .replaceAll(/\*\*\/|\*\*|\*|\?|[.+^${}()|[\]\\]/g, (part) => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      return `\\${part}`;
    });
  const expression = source === '\\.' || source === '' ? /^/ : new RegExp(`^${source}(?:/|$)`);
  // A folder is everything in it but its dependencies, unless these are named.
  return (path) => expression.test(path) && (namesDependencies || !/(^|\/)node_modules\//.test(path));
}
