import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { runChild } from '../child.ts';
import { limits } from './limits.ts';
import type { SyntaxMistake } from './syntax.ts';
import { type Complaints, readComplaints } from './type-check.ts';

/** The TypeScript compiler of a project. */
export interface TypeScript {
  readonly version: string;
  /** The script behind the command `tsc`. */
  readonly script: string;
}

/** What one run of the compiler gave. */
export interface CompilerRun extends Complaints {
  /** Everything it printed. */
  readonly output: string;
}

/** Finds the TypeScript that code in a folder would use, as Node resolves packages. */
export async function findTypeScript(folder: string): Promise<TypeScript | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    const home = join(at, 'node_modules', 'typescript');
    const text = await readFile(join(home, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) {
      const { version, bin } = JSON.parse(text) as { version?: string; bin?: { tsc?: string } };
      if (bin?.tsc !== undefined) return { version: version ?? '', script: join(home, bin.tsc) };
    }
    if (dirname(at) === at) return undefined;
  }
}

/** Runs the compiler in a folder. */
export async function runTypeScript(
  typescript: TypeScript,
  root: string,
  args: readonly string[],
): Promise<CompilerRun> {
  const env: NodeJS.ProcessEnv = { ...process.env, LC_ALL: 'C' };
  // The shell may itself run with an agent or a hook preloaded; the compiler needs none of it.
  delete env['NODE_OPTIONS'];
  const finished = await runChild(process.execPath, [typescript.script, ...args], {
    cwd: root,
    env,
    timeoutMs: limits.compileMs,
  });
  const output = finished.stdout.toString('utf8');
  const { diagnostics, general } = readComplaints(output, root);
  const broken = finished.code < 0 || (finished.code !== 0 && diagnostics.length + general.length === 0);
  const ending = `tsc ended with ${finished.code}: ${finished.stderr.trim() || output.trim()}`;
  return { output, diagnostics, general: broken ? [...general, ending] : general };
}

/**
 * Gives the syntax errors of one TypeScript file, by parsing it alone: no types, no imports, no library.
 * A whole compilation does not tell them from complaints about meaning.
 */
export async function typeScriptMistakes(
  typescript: TypeScript,
  scratch: string,
  path: string,
  text: string,
): Promise<SyntaxMistake[]> {
  const folder = join(scratch, 'syntax', dirname(path));
  await mkdir(folder, { recursive: true });
  const file = join(folder, basename(path));
  await writeFile(file, text);
  const flags = ['--noEmit', '--noResolve', '--noLib', '--jsx', 'preserve', '--allowJs', '--pretty', 'false'];
  const args = [
    ...flags,
    ...(supports(typescript, 5, 5) ? ['--noCheck'] : []),
    ...(supports(typescript, 6, 0) ? ['--ignoreConfig'] : []),
  ];
  const { diagnostics } = await runTypeScript(typescript, folder, [...args, basename(path)]);
  return diagnostics
    .filter(({ code }) => isGrammarCode(code))
    .map(({ line, column, code, message }) => ({ path, line, column, message: `${message} (${code})` }));
}

/** Codes of the parser; some complaints about meaning share the range, so this alone proves nothing. */
export function isGrammarCode(code: string): boolean {
  return /^TS(1\d{3}|17\d{3})$/.test(code);
}

function supports(typescript: TypeScript, major: number, minor: number): boolean {
  const [ours = 0, its = 0] = typescript.version.split('.').map(Number);
  return ours > major || (ours === major && its >= minor);
}
