import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The application that the agent lives in, as far as its files tell. */
export interface Application {
  /** Folder that module paths are relative to: the checkout, else the folder of the nearest package.json. */
  readonly root: string;
  /** From the nearest package.json; else the folder's name. */
  readonly name: string;
}

/** Finds the application of an entry script, or of the working directory when there is none. */
export function findApplication(entry: string | undefined): Application {
  const start = startFolder(entry);
  const manifest = nearest(start, 'package.json');
  const checkout = nearest(start, '.git');
  const root = checkout ?? manifest ?? start;
  const name = manifest ? readName(manifest) : undefined;
  return {
    root,
    name: (typeof name === 'string' && tidy(name)) || tidy(basename(manifest ?? root)) || 'node',
  };
}

function startFolder(entry: string | undefined): string {
  if (!entry) return process.cwd();
  try {
    const path = realpathSync(entry);
    return statSync(path).isDirectory() ? path : dirname(path);
  } catch {
    // `node app` with the extension left out.
    const folder = dirname(entry);
    return existsSync(folder) ? realpathSync(folder) : process.cwd();
  }
}

function nearest(start: string, file: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, file))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

function readName(folder: string): unknown {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return (manifest as { name?: unknown } | null)?.name;
  } catch {
    return undefined;
  }
}

// `@shop/orders` becomes `shop-orders`: the name is part of a file name.
function tidy(name: string): string {
  return name
    .replace(/^@/, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+/, '')
    .slice(0, 64);
}
