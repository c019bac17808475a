import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { runTypeScript, type TypeScript } from './typescript.ts';

/** One compiler configuration of the repository, as the compiler itself understands it. */
export interface Project {
  /** Path of the configuration below the root of the repository. */
  readonly path: string;
  /** Files that it names or includes, below the root of the repository. */
  readonly files: ReadonlySet<string>;
  /** Whether it emits JavaScript. */
  readonly emits: boolean;
  /** Whether it is built with the projects that it refers to. */
  readonly composed: boolean;
  /** Settings that keep everything the compiler writes inside the copy. */
  readonly confinement: readonly string[];
}

interface ShownConfig {
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
  readonly files?: readonly string[];
  readonly references?: readonly { readonly path: string }[];
}

/** Lists the configurations that may hold some files, nearest folder first, `tsconfig.json` before its siblings. */
export function configurationsFor(files: readonly string[], tree: Iterable<string>): string[] {
  const byFolder = new Map<string, string[]>();
  for (const path of tree) {
    if (!/^tsconfig(\.[^/]+)?\.json$/.test(posix.basename(path)) || path.includes('node_modules/')) continue;
    const folder = posix.dirname(path);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), path].toSorted(defaultFirst));
  }
  const found = new Set<string>();
  for (const file of files) {
    for (let folder = posix.dirname(file); ; folder = posix.dirname(folder)) {
      for (const path of byFolder.get(folder) ?? []) found.add(path);
      if (folder === '.') break;
    }
  }
  return [...found];
}

function defaultFirst(a: string, b: string): number {
  return (
    Number(posix.basename(b) === 'tsconfig.json') - Number(posix.basename(a) === 'tsconfig.json') || (a < b ? -1 : 1)
  );
}

/** Asks the compiler what a configuration in a copy of the tree means; undefined when it cannot make sense of it. */
export async function readProject(typescript: TypeScript, root: string, path: string): Promise<Project | undefined> {
  return await read(typescript, root, path, new Set());
}

async function read(
  typescript: TypeScript,
  root: string,
  path: string,
  seen: Set<string>,
): Promise<Project | undefined> {
  if (seen.has(path)) return undefined;
  seen.add(path);
  const { output } = await runTypeScript(typescript, root, ['-p', path, '--showConfig']);
  let shown: ShownConfig;
  try {
    shown = JSON.parse(output) as ShownConfig;
  } catch {
    return undefined;
  }
  const folder = join(root, dirname(path));
  const options = shown.compilerOptions ?? {};
  const files = new Set((shown.files ?? []).map((file) => below(root, resolve(folder, file))));
  const references = shown.references ?? [];
  let emits = options['noEmit'] !== true && options['emitDeclarationOnly'] !== true;
  for (const reference of references) {
    const target = below(root, resolve(folder, reference.path));
    const inner = await read(
      typescript,
      root,
      target.endsWith('.json') ? target : posix.join(target, 'tsconfig.json'),
      seen,
    );
    for (const file of inner?.files ?? []) files.add(file);
    // A build writes where each project says; one that writes elsewhere cannot be let run.
    if (inner !== undefined && inner.confinement.length > 0) emits = false;
  }
  const confinement = confine(root, folder, options);
  const composed = references.length > 0;
  return { path, files, emits: emits && !(composed && confinement.length > 0), composed, confinement };
}

/** Redirects each output that would land outside of the copy. */
function confine(root: string, folder: string, options: Readonly<Record<string, unknown>>): string[] {
  // Relative to the top of whichever copy the compiler runs in.
  const safe = '.suture-out';
  const escapes = (name: string) => {
    const value = options[name];
    return typeof value === 'string' && below(root, resolve(folder, value)).startsWith('..');
  };
  const flags: string[] = [];
  for (const name of ['outDir', 'declarationDir']) if (escapes(name)) flags.push(`--${name}`, safe);
  if (escapes('tsBuildInfoFile')) flags.push('--tsBuildInfoFile', `${safe}/tsbuildinfo`);
  if (escapes('outFile')) flags.push('--outFile', `${safe}/out.js`);
  return flags;
}

function below(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}
