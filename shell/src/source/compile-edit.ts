import { dirname, join } from 'node:path';
import { chooseFilePipeline, mismatchFailure, prove } from './choose.ts';
import { compileLoaded } from './compile-loaded.ts';
import type { Compilation, CompiledEdit, CompileRequest, SourcePlace } from './compilation.ts';
import { compileProjects, type ProjectEdit } from './compile-projects.ts';
import { isCode } from './edited-file.ts';
import { assertOnDisk } from './found-by-import.ts';
import { matchModules } from './match.ts';
import { missingCompiler, notLoaded, removesLoaded } from './not-loaded.ts';
import { plain } from './pipelines/plain.ts';
import { type StripPipeline, strip } from './pipelines/strip.ts';
import type { SourceEdit } from './rebase.ts';
import { readRunning, type Running } from './running.ts';
import { sameText } from './running-text.ts';
import { isEmptyProgram, sameProgram, syntaxFailure } from './syntax.ts';
import { findTypeScript, typeScriptMistakes } from './typescript.ts';

const typeScriptFile = /\.(?:[cm]?ts|tsx)$/;

/** Compiles an edit by pipelines that reproduce what runs; throws the failure that says why none does. */
export async function compileEdit(request: CompileRequest): Promise<CompiledEdit> {
  const { checkout } = request.store;
  const typescript = await findTypeScript(join(checkout.root, dirname(request.edits[0]?.path ?? '')));
  const findMistakes = async (path: string, text: string) =>
    typescript === undefined ? [] : await typeScriptMistakes(typescript, request.folder, path, text);
  const stripping = strip(request.channel, findMistakes);
  const compilation: Compilation = {
    ...request,
    running: await readRunning(request.channel),
    changed: new Map(),
    settled: new Set(),
    mismatches: [],
  };
  await compileFiles(compilation, stripping);
  await compileLoaded(compilation, findMistakes);
  const open = () => request.edits.filter(({ path }) => !compilation.settled.has(path));
  let projects: ProjectEdit = { diagnostics: [], complaints: [] };
  if (typescript !== undefined && (request.typeCheck || open().some(({ path }) => isCode(path)))) {
    projects = await compileProjects(compilation, typescript, findMistakes);
  }
  for (const edit of open()) {
    const related = compilation.mismatches.filter(({ edit: path }) => path === undefined || path === edit.path);
    if (related.length > 0) throw mismatchFailure(request.deployed.commit, related);
    if (isCode(edit.path) && (await changesNothing(edit, compilation, stripping))) continue;
    const importer = request.importers.get(edit.path);
    if (importer !== undefined) {
      await assertOnDisk(
        edit,
        importer,
        [...request.deployed.entries.keys(), ...request.live.keys()],
        compilation.running,
      );
      continue;
    }
    if (!isCode(edit.path)) continue; // it is in the record, and said not to be loaded
    if (typescript === undefined && typeScriptFile.test(edit.path)) throw missingCompiler(edit.path);
    throw notLoaded(edit, projects.complaints);
  }
  const { changed } = compilation;
  const [first] = request.edits;
  if (changed.size === 0 && first && request.edits.every(({ path }) => !isCode(path)))
    throw notLoaded(first, projects.complaints);
  return {
    modules: [...changed.values()].map(({ edit }) => edit),
    types: { ok: projects.diagnostics.length === 0, diagnostics: projects.diagnostics },
    original: (url, line, column) => asAsked(changed.get(url)?.original(line, column)),
  };
}

// Maps have a key for the column even where none was asked for.
function asAsked(place: SourcePlace | undefined): SourcePlace | undefined {
  if (place === undefined || place.column !== undefined) return place;
  return { path: place.path, line: place.line };
}

/** Compiles the files that run under their own name, each on its own. */
async function compileFiles(compilation: Compilation, stripping: StripPipeline): Promise<void> {
  const { deployed, edits, live, running } = compilation;
  const matched = matchModules(
    [...deployed.entries.keys(), ...live.keys()].filter((path) => isCode(path)),
    running.modules,
  );
  for (const { path, deployed: committed, running: patched, after } of edits) {
    const module = matched.get(path);
    // What came with a live patch is in no commit that was deployed: its record says what runs.
    const before = committed ?? patched;
    if (module === undefined || before === null) continue;
    if (after === null) throw removesLoaded(path, module.path);
    const source = await running.source(module);
    const pipeline = chooseFilePipeline(source, plain, stripping);
    const runs = committed === null ? { ...source, loaded: source.source } : source;
    const mismatch = prove(module, runs, await pipeline.compile(before.toString('utf8')), pipeline.name);
    if (mismatch !== undefined) {
      compilation.mismatches.push({ ...mismatch, edit: path });
      continue;
    }
    const text = after.toString('utf8');
    const mistakes = await pipeline.mistakes(path, text, module, source);
    if (mistakes.length > 0) throw syntaxFailure(mistakes);
    compilation.settled.add(path);
    const compiled = await pipeline.compile(text);
    if (sameText(compiled, source.source)) continue;
    compilation.changed.set(module.url, {
      edit: { url: module.url, source: compiled, version: source.version },
      original: (line, column) => ({ path, line, column }),
    });
  }
}

/** Says whether a file that is not loaded holds nothing that could run differently: types, comments. */
async function changesNothing(edit: SourceEdit, { running }: Compilation, stripping: StripPipeline): Promise<boolean> {
  if (/\.d\.[cm]?ts$/.test(edit.path)) return true;
  const [before, after] = [edit.deployed, edit.after].map((bytes) => bytes?.toString('utf8') ?? '');
  if (before === undefined || after === undefined) return false;
  if (!typeScriptFile.test(edit.path)) return sameProgram(before, after);
  if (!(await anyStripped(running))) return false;
  const mistakes = await stripping.mistakes(edit.path, after);
  if (mistakes.length > 0) throw syntaxFailure(mistakes);
  const [old, now] = await Promise.all([stripping.compile(before), stripping.compile(after)]);
  return sameProgram(old, now) || (isEmptyProgram(old) && isEmptyProgram(now));
}

async function anyStripped(running: Running): Promise<boolean> {
  const module = running.modules.find(({ url }) => typeScriptFile.test(new URL(url).pathname));
  return module !== undefined && (await running.source(module)).stripped;
}
