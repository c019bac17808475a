import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { TraceMap } from '@jridgewell/trace-mapping';
import type { Original } from '../compilation.ts';
import { inBatches } from '../in-batches.ts';
import { limits } from '../limits.ts';
import { originalPlace } from '../original-place.ts';
import type { Project } from '../project.ts';
import { type CompilerRun, runTypeScript, type TypeScript } from '../typescript.ts';

/** What the project's own compiler made of a whole tree. */
export interface Build {
  /** Emitted JavaScript by path below the root of the tree. */
  readonly outputs: ReadonlyMap<string, string>;
  readonly run: CompilerRun;
  /** Gives the source map of an output; undefined when there is none. */
  map(output: string): Promise<OutputMap | undefined>;
}

/** The source map of one output. */
export interface OutputMap {
  /** As the compiler wrote it, with the texts of the sources. */
  readonly text: string;
  /** Sources below the root of the tree. */
  readonly sources: readonly string[];
  /** Where a line of the output comes from, or the column of it that is given; both from 1. */
  readonly original: Original;
}

/** Declarations of libraries take most of the time and say nothing of an edit, unless it edits declarations itself. */
function quickly(declarations: boolean): string[] {
  return declarations ? [] : ['--skipLibCheck', 'true'];
}

/** Compiles a tree in place; the tree is a copy, so outputs land where they stand in production. `declarations`: check `.d.ts`, too. */
export async function build(
  typescript: TypeScript,
  root: string,
  project: Project,
  declarations: boolean,
): Promise<Build> {
  const maps = ['--sourceMap', 'true', '--inlineSourceMap', 'false'];
  const args = project.composed
    ? ['-b', project.path, ...maps]
    : [
        '-p',
        project.path,
        ...maps,
        '--inlineSources',
        'true',
        '--noEmitOnError',
        'false',
        ...quickly(declarations),
        ...project.confinement,
      ];
  const run = await runTypeScript(typescript, root, [...args, '--listEmittedFiles', '--pretty', 'false']);
  const emitted = [...run.output.matchAll(/^TSFILE: (.*)$/gm)]
    .map((match) => posix.relative(root.replaceAll('\\', '/'), (match[1] as string).trim()))
    .filter((path) => /\.[cm]?jsx?$/.test(path));
  const texts = await inBatches(emitted, limits.maxOpenFiles, (path) => readFile(join(root, path), 'utf8'));
  return {
    outputs: new Map(emitted.map((path, at) => [path, texts[at] as string])),
    run,
    map: (output) => readMap(root, output),
  };
}

/** Checks the types of a tree without keeping what comes out; `declarations` as for a build. */
export async function check(
  typescript: TypeScript,
  root: string,
  project: Project,
  declarations: boolean,
): Promise<CompilerRun> {
  if (project.composed && project.confinement.length === 0) {
    return await runTypeScript(typescript, root, ['-b', project.path, '--pretty', 'false']);
  }
  const flags = ['--noEmit', '--pretty', 'false', ...quickly(declarations), ...project.confinement];
  return await runTypeScript(typescript, root, ['-p', project.path, ...flags]);
}

async function readMap(root: string, output: string): Promise<OutputMap | undefined> {
  const written = await readFile(join(root, `${output}.map`), 'utf8').catch(() => undefined);
  if (written === undefined) return undefined;
  const text = await withTexts(written, join(root, posix.dirname(output)));
  const trace = new TraceMap(text);
  const path = (source: string | null) => posix.normalize(posix.join(posix.dirname(output), source ?? ''));
  return {
    text,
    sources: trace.sources.map(path),
    original(line, column) {
      const from = originalPlace(trace, line, column);
      return from && { path: path(from.source), line: from.line, column: from.column };
    },
  };
}

// TypeScript takes no `--inlineSources` beside `--build`.
async function withTexts(written: string, folder: string): Promise<string> {
  const map = JSON.parse(written) as { sources: string[]; sourceRoot?: string; sourcesContent?: (string | null)[] };
  if (map.sourcesContent) return written;
  const read = (source: string) => readFile(join(folder, map.sourceRoot ?? '', source), 'utf8').catch(() => null);
  return JSON.stringify({ ...map, sourcesContent: await Promise.all(map.sources.map(read)) });
}
