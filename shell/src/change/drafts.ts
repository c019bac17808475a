import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '../failure.ts';
import type { EditedFile } from '../source/edited-file.ts';
import type { RunningFile } from '../source/running-file.ts';

/** A text being edited that is not loaded yet; on disk, so that nothing that happens to the shell can lose it. */
export interface Draft {
  /** Below the root of the repository. */
  readonly path: string;
  readonly mode: string;
  /** Where the text is; what the editor opens. */
  readonly file: string;
  /** The folder of this draft alone. */
  readonly folder: string;
  /** The file as it ran when the edit began. */
  readonly base: Buffer;
}

/*
 *     <folder>/<service>/<time>-<pid>/text/<path>    what is edited; the pid is that of the shell
 *                                    /base           the file as it ran
 */

/** Begins to edit a file of a service as it runs. */
export async function beginDraft(folder: string, service: string, running: RunningFile): Promise<Draft> {
  const { path, mode, content } = running;
  const own = join(folderOf(folder, service), `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${process.pid}`);
  const file = fileOf(own, path);
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(join(own, 'base'), content, { mode: 0o600 });
    await writeFile(file, content, { mode: 0o600 });
    return { path, mode, file, folder: own, base: content };
  } catch (cause) {
    throw new Failure('not_written', `The text cannot be kept at ${file}: ${(cause as Error).message}`, {
      hint: 'Make the folder writable, or set XDG_STATE_HOME.',
      exit: 'usage',
      cause,
    });
  }
}

/** Finds the newest text of a file that was edited, not loaded, and that no shell is at work on; and when it was written. */
export async function leftDraft(
  folder: string,
  service: string,
  { path, mode }: RunningFile,
): Promise<{ readonly draft: Draft; readonly at: Date } | undefined> {
  const names = await readdir(folderOf(folder, service)).catch(() => []);
  for (const name of names.sort((a, b) => b.localeCompare(a))) {
    if (isAlive(Number(/-(\d+)$/.exec(name)?.[1]))) continue;
    const own = join(folderOf(folder, service), name);
    const file = fileOf(own, path);
    const [text, base] = await Promise.all([readFile(file), readFile(join(own, 'base'))]).catch(() => []);
    if (text === undefined || base === undefined) continue;
    if (text.equals(base)) {
      // Left by a shell that was ended before anything was written.
      await rm(own, { recursive: true, force: true });
      continue;
    }
    return { draft: { path, mode, file, folder: own, base }, at: (await stat(file)).mtime };
  }
  return undefined;
}

/** Gives what the editor left; undefined when the text is what ran. */
export async function readDraft({ path, mode, file, base }: Draft): Promise<EditedFile | undefined> {
  const edited = await readFile(file);
  return edited.equals(base) ? undefined : { path, mode, base, edited };
}

/** Ends a draft that runs now, or that nobody wants. */
export async function dropDraft({ folder }: Draft): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

function folderOf(folder: string, service: string): string {
  return join(folder, service.replaceAll(/[^\w-]/g, '_'));
}

function fileOf(own: string, path: string): string {
  return join(own, 'text', ...path.split('/'));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
