import type { Loaded } from '@suture/protocol/patch.js';
import type { ModuleEdit } from '@suture/protocol/plan.js';
import { nowhere } from '../patient/load-edit.ts';
import type { TestShell } from './host.ts';

/** What is put in the place of what, in a module. */
export type Replacement = readonly [module: string, from: string | RegExp, to: string];

/** The edit that makes a replacement in what runs. */
export async function edit(shell: TestShell, ...[module, from, to]: Replacement): Promise<ModuleEdit> {
  const { url, version, source } = await shell.get('source', { module });
  const edited = source.replace(from, () => to);
  if (edited === source) throw new Error(`${from} is not in ${module}`);
  return { url, version, source: edited };
}

/** Loads a replacement as the patch of that id. */
export async function loadEdit(shell: TestShell, id: string, ...replacement: Replacement): Promise<Loaded> {
  return shell.get('load', { id, modules: [await edit(shell, ...replacement)], origin: nowhere });
}
