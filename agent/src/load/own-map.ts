import { readFileSync } from 'node:fs';

/** The source map that a source came with: JSON, its sources relative to the module; null where it came with none. */
export type OwnMap = string | null;

const comment = /\/[*/][#@]\s+sourceMappingURL=([^\s*]+)/g;

/** Reads the map that a source names in its last such comment: inside of it or, given the URL of the module, in a file. */
export function readOwnMap(source: string, url?: string): OwnMap {
  const named = [...source.matchAll(comment)].at(-1)?.[1];
  if (named === undefined) return null;
  try {
    if (named.startsWith('data:')) {
      const comma = named.indexOf(',');
      const body = named.slice(comma + 1);
      return named.slice(0, comma).endsWith(';base64')
        ? Buffer.from(body, 'base64').toString('utf8')
        : decodeURIComponent(body);
    }
    if (url === undefined) return null;
    const text = readFileSync(new URL(named, url), 'utf8');
    const folder = named.slice(0, named.lastIndexOf('/') + 1);
    return folder === '' ? text : fromFolder(text, folder);
  } catch {
    // Node shows such a module as it runs, too.
    return null;
  }
}

/** Gives a map the sources that it has, as they are called from the folder of the module. */
function fromFolder(text: string, folder: string): string {
  const content = JSON.parse(text) as { sources: readonly (string | null)[]; sourceRoot?: string };
  const sources = content.sources.map((source) => {
    const path = `${content.sourceRoot ?? ''}${source ?? ''}`;
    return /^(?:[a-z][\w+.-]*:|\/)/i.test(path) ? path : folder + path;
  });
  return JSON.stringify({ ...content, sources, sourceRoot: undefined });
}
