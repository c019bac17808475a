import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure.ts';
import { matchModules } from './match.ts';
import type { SourceEdit } from './rebase.ts';
import type { Running } from './running.ts';

/** Refuses a new file that the process would not find as it is here where its importer looks for it: a patch brings no file. */
export async function assertOnDisk(
  { path, after }: SourceEdit,
  importer: string,
  paths: Iterable<string>,
  running: Running,
): Promise<void> {
  const module = matchModules(paths, running.modules).get(importer);
  const there = module && new URL(posix.relative(posix.dirname(importer), path), module.url);
  const bytes = there?.protocol === 'file:' ? await readFile(there).catch(() => undefined) : undefined;
  if (bytes !== undefined && after?.equals(bytes)) return;
  const where = there?.protocol === 'file:' ? fileURLToPath(there) : 'a place that the process reads';
  throw new Failure(
    'new_file',
    `${path} is new, and ${importer} imports it: ${bytes === undefined ? `it is not at ${where}` : `${where} holds something else`}.`,
    {
      hint: 'A patch brings no file: put what is new into a file that runs (`suture modules`), or this one where the process looks for it.',
      exit: 'no',
    },
  );
}
