import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LoadedModule } from '@suture/protocol/process.js';
import { prove } from './choose.ts';
import type { Compilation } from './compilation.ts';
import { inlineMap } from './inline-map.ts';
import type { LoadedFile } from './loading/load.ts';
import { compileAsLoaded, loadersName, loadingOf } from './loading/reproduce.ts';
import { matchModules } from './match.ts';
import type { FindMistakes } from './pipelines/strip.ts';
import type { SourceEdit } from './rebase.ts';
import { sameText } from './running-text.ts';
import { syntaxFailure } from './syntax.ts';
import { materialise, readCompilerInput } from './workspace.ts';

/** Compiles the files that the service's own loaders compile while they load: tsx, ts-node, swc, Babel. */
export async function compileLoaded(compilation: Compilation, findMistakes: FindMistakes): Promise<void> {
  const { channel, store, deployed, live, running, settled, mismatches } = compilation;
  const open = new Map(compilation.edits.filter(({ path }) => !settled.has(path)).map((edit) => [edit.path, edit]));
  const loading = open.size === 0 ? undefined : await loadingOf(channel);
  if (loading === undefined) return;
  const matched = [...matchModules(deployed.entries.keys(), running.modules)].filter(([path]) => {
    const edit = open.get(path);
    return edit !== undefined && edit.deployed !== null && edit.after !== null;
  });
  const tree = join(compilation.folder, 'loaded');
  await materialise(tree, await readCompilerInput(store, deployed), store.checkout);
  const before = await compileAsLoaded(loading, tree, matched).catch((error: unknown) => failed(matched, error));
  for (const [path, content] of [...live, ...[...open.values()].map(({ path, after }) => [path, after] as const)])
    await overwrite(join(tree, path), content);
  const after = await compileAsLoaded(loading, tree, matched).catch((error: unknown) => failed(matched, error));

  for (const [path, module] of matched) {
    const source = await running.source(module);
    const mismatch = prove(module, source, textOf(before.get(path)), loadersName(loading));
    if (mismatch !== undefined) {
      // What the file as it is would give says nothing where loaders compile it.
      const known = mismatches.findIndex(({ edit }) => edit === path);
      mismatches.splice(known === -1 ? mismatches.length : known, 1, { ...mismatch, edit: path });
      continue;
    }
    const made = after.get(path);
    const edit = open.get(path) as SourceEdit;
    if (made?.error !== undefined)
      throw await mistaken(edit, made.error.replaceAll(join(tree, path), path), findMistakes);
    settled.add(path);
    const text = textOf(made);
    if (sameText(text, source.source)) continue;
    const { text: map, original } = inlineMap(path, text);
    const base = { url: module.url, source: text, version: source.version };
    compilation.changed.set(module.url, { edit: source.mapped && map ? { ...base, map } : base, original });
  }
}

function textOf(file: LoadedFile | undefined): string {
  return file?.error === undefined ? (file?.text ?? '') : `// ${file.error}`;
}

/** A loader that cannot be started here gives what does not fit, with its own words. */
function failed(matched: readonly (readonly [string, LoadedModule])[], error: unknown): Map<string, LoadedFile> {
  return new Map(matched.map(([path]) => [path, { path, error: (error as Error).message }]));
}

async function mistaken(edit: SourceEdit, words: string, findMistakes: FindMistakes): Promise<Error> {
  const placed = await findMistakes(edit.path, edit.after?.toString('utf8') ?? '');
  if (placed.length > 0) return syntaxFailure(placed);
  const [, line, column, message] = /:(\d+):(\d+): (?:ERROR: )?(.*)/.exec(words) ?? [];
  if (line === undefined) return syntaxFailure([{ path: edit.path, message: words.trim() }]);
  return syntaxFailure([{ path: edit.path, line: Number(line), column: Number(column), message: message ?? words }]);
}

async function overwrite(path: string, content: Buffer | null): Promise<void> {
  if (content === null) return await rm(path, { force: true });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
