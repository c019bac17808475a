import { join } from 'node:path';
import type { LoadedModule } from '@suture/protocol/process.js';
import { prove } from './choose.ts';
import type { Compilation } from './compilation.ts';
import { matchModules } from './match.ts';
import { removesLoaded } from './not-loaded.ts';
import type { FindMistakes } from './pipelines/strip.ts';
import { type Build, build, check, type OutputMap } from './pipelines/tsc.ts';
import type { Diagnostic } from './prepared.ts';
import { configurationsFor, type Project, readProject } from './project.ts';
import type { SourceEdit } from './rebase.ts';
import { sameText } from './running-text.ts';
import { isEmptyProgram, syntaxFailure, syntaxMistake } from './syntax.ts';
import { addedDiagnostics, type TextEdit } from './type-check.ts';
import { type CompilerRun, isGrammarCode, type TypeScript } from './typescript.ts';
import { limits } from './limits.ts';
import { materialise, readCompilerInput } from './workspace.ts';

/** What the project's compiler says to an edit. */
export interface ProjectEdit {
  /** Complaints that the edit adds. */
  readonly diagnostics: readonly Diagnostic[];
  /** Why a configuration could not be used. */
  readonly complaints: readonly string[];
}

/** The deployed tree and the patched one, written out. */
interface Pair {
  readonly typescript: TypeScript;
  readonly before: string;
  readonly after: string;
}

/**
 * Compiles and checks an edit by the project's own configurations, in copies of the deployed tree and of the patched one.
 * One run for each tree gives both the JavaScript and the complaints.
 */
export async function compileProjects(
  compilation: Compilation,
  typescript: TypeScript,
  findMistakes: FindMistakes,
): Promise<ProjectEdit> {
  const { edits, settled, typeCheck } = compilation;
  const paths = configurationsFor(
    edits.map(({ path }) => path),
    compilation.deployed.entries.keys(),
  );
  if (paths.length === 0) return { diagnostics: [], complaints: [] };
  const pair = await writePair(compilation, typescript);
  const declarations = edits.some(({ path }) => /\.d\.[cm]?ts$/.test(path));
  const diagnostics: Diagnostic[] = [];
  const complaints: string[] = [];
  const checked = new Set<string>();
  const unlisted: Project[] = [];

  const compile = async (project: Project) => {
    const [before, after] = await Promise.all([
      build(typescript, pair.before, project, declarations),
      build(typescript, pair.after, project, declarations),
    ]);
    complaints.push(...after.run.general);
    const added = await addedBy(before.run, after.run, compilation, findMistakes);
    await settle(compilation, project, before, after);
    return added;
  };
  for (const path of paths.slice(0, limits.maxProjects)) {
    const open = edits.filter((edit) => !settled.has(edit.path));
    if (open.length === 0 && (!typeCheck || edits.every((edit) => checked.has(edit.path)))) break;
    const project = await readProject(typescript, pair.before, path);
    if (project === undefined) continue;
    const held = edits.filter((edit) => project.files.has(edit.path) || (edit.deployed === null && nearby(edit, path)));
    const fresh = held.filter((edit) => !checked.has(edit.path));
    if (project.emits && open.some((edit) => held.includes(edit))) {
      const added = await compile(project);
      if (fresh.length > 0) diagnostics.push(...added);
    } else if (typeCheck && fresh.length > 0) {
      const runs = await Promise.all([
        check(typescript, pair.before, project, declarations),
        check(typescript, pair.after, project, declarations),
      ]);
      diagnostics.push(...(await addedBy(...runs, compilation, findMistakes)));
    } else if (project.emits) unlisted.push(project);
    for (const edit of held) checked.add(edit.path);
  }
  // A configuration that names only its entry points holds what they import, too.
  for (const project of unlisted) {
    if (edits.every((edit) => settled.has(edit.path))) break;
    const added = await compile(project);
    if (edits.some((edit) => !checked.has(edit.path))) diagnostics.push(...added);
  }
  return { diagnostics: typeCheck ? unique(diagnostics) : [], complaints };
}

function nearby(edit: SourceEdit, configuration: string): boolean {
  return edit.path.startsWith(configuration.slice(0, configuration.lastIndexOf('/') + 1));
}

async function writePair({ store, deployed, live, edits, folder }: Compilation, typescript: TypeScript): Promise<Pair> {
  const files = await readCompilerInput(store, deployed);
  const patched = new Map(files);
  const changes = [...live, ...edits.map(({ path, after }) => [path, after] as const)];
  for (const [path, content] of changes) {
    if (content === null) patched.delete(path);
    else patched.set(path, content);
  }
  const [before, after] = [join(folder, 'deployed'), join(folder, 'patched')];
  await Promise.all([materialise(before, files, store.checkout), materialise(after, patched, store.checkout)]);
  return { typescript, before, after };
}

/** Gives the diagnostics that the edit adds; syntax errors among them end the matter. */
async function addedBy(
  before: CompilerRun,
  after: CompilerRun,
  { edits }: Compilation,
  findMistakes: FindMistakes,
): Promise<Diagnostic[]> {
  const texts = new Map<string, TextEdit>();
  for (const { path, deployed, after: bytes } of edits) {
    texts.set(path, { before: deployed?.toString('utf8') ?? '', after: bytes?.toString('utf8') ?? '' });
  }
  const added = addedDiagnostics(before.diagnostics, after.diagnostics, texts);
  const doubtful = new Set(
    added.filter(({ path, code }) => texts.has(path) && isGrammarCode(code)).map(({ path }) => path),
  );
  const found = await Promise.all([...doubtful].map((path) => findMistakes(path, texts.get(path)?.after ?? '')));
  if (found.flat().length > 0) throw syntaxFailure(found.flat());
  return added;
}

/** Takes over what a project's outputs say, if every one of them that the edit changes reproduces what runs. */
async function settle(compilation: Compilation, project: Project, before: Build, after: Build): Promise<void> {
  const { edits, running, settled, mismatches, changed } = compilation;
  const outputs = new Set([...before.outputs.keys(), ...after.outputs.keys()]);
  const matched = matchModules(outputs, running.modules);
  const open = new Map(edits.filter(({ path }) => !settled.has(path)).map((edit) => [edit.path, edit]));
  const found: Compilation['changed'] = new Map();
  const held = new Set<string>();
  const unloaded = new Set<string>();
  let proven = true;
  for (const output of outputs) {
    const [old, now] = [before.outputs.get(output), after.outputs.get(output)];
    const map = now === undefined ? await before.map(output) : await after.map(output);
    const sources = map?.sources ?? [];
    for (const source of sources) if (open.has(source)) held.add(source);
    if (old !== undefined && now !== undefined && sameText(old, now)) continue;
    // Files that run under their own name are compiled already; what a compiler would make of them runs nowhere.
    if (sources.length > 0 && sources.every((source) => settled.has(source))) continue;
    const module = matched.get(output);
    if (module === undefined || old === undefined) {
      if (now === undefined || !isEmptyProgram(now)) for (const source of sources) unloaded.add(source);
      continue;
    }
    const source = await running.source(module);
    const mismatch = prove(module, source, old, `tsc -p ${project.path}`);
    if (mismatch !== undefined) {
      mismatches.push(mismatch);
      proven = false;
    } else if (now === undefined) throw removesLoaded(sources[0] ?? output, module.path);
    else if (!sameText(now, source.source)) {
      assertWellFormed(output, now, module, source.loaded, map);
      const base = { url: module.url, source: withoutMap(now), version: source.version };
      const edit = source.mapped ? { ...base, map: map?.text } : base;
      found.set(module.url, { edit, original: (line, column) => map?.original(line, column) });
    }
  }
  if (!proven) return;
  for (const [url, module] of found) changed.set(url, module);
  for (const path of held) if (!unloaded.has(path)) settled.add(path);
}

/** A compiler mends what it cannot parse and emits it; whatever complaint was overlooked, such a text is not sent. */
function assertWellFormed(
  output: string,
  text: string,
  module: LoadedModule,
  loaded: string,
  map: OutputMap | undefined,
): void {
  const mistake = syntaxMistake(output, text, module.format);
  if (mistake === undefined || syntaxMistake(output, loaded, module.format) !== undefined) return;
  throw syntaxFailure([{ ...mistake, ...map?.original(mistake.line ?? 1), column: undefined }]);
}

/** The map beside the output is gone with the copy; a comment that names it would only mislead. */
function withoutMap(text: string): string {
  return text.replace(/\/\/# sourceMappingURL=[^\n]*\s*$/, '');
}

function unique(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Map(diagnostics.map((one) => [JSON.stringify(one), one]));
  return [...seen.values()].toSorted((a, b) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line || a.column - b.column,
  );
}
