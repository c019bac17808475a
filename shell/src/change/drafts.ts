import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
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
  /** The file as it ran when the edit began. */
  readonly base: Buffer;
  /** When an earlier edit was gone on from, the time it was last written. */
  readonly since?: Date | undefined;
}

/** Begins to edit a file of a service, or goes on with a draft of it that was not loaded. */
export async function openDraft(folder: string, service: string, running: RunningFile): Promise<Draft> {
  const { path, mode, content } = running;
  const file = join(folder, service.replace(/[^\w.-]/g, '_'), ...path.split('/'));
  const draft = { path, mode, file };
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const [text, base] = await Promise.all([read(file), read(baseOf(file))]);
    if (text !== undefined && base !== undefined && !text.equals(base)) {
      return { ...draft, base, since: (await stat(file)).mtime };
    }
    await writeFile(baseOf(file), content, { mode: 0o600 });
    await writeFile(file, content, { mode: 0o600 });
    await chmod(file, 0o600);
    return { ...draft, base: content };
  } catch (cause) {
    throw new Failure('not_written', `The text cannot be kept at ${file}: ${(cause as Error).message}`, {
      hint: 'Make the folder writable, or set XDG_STATE_HOME.',
      exit: 'usage',
      cause,
    });
  }
}

/** Gives what the editor left; undefined when the text is what runs. */
export async function readDraft({ path, mode, file, base }: Draft): Promise<EditedFile | undefined> {
  const edited = await readFile(file);
  return edited.equals(base) ? undefined : { path, mode, base, edited };
}

/** Ends a draft that runs now, or that nobody wants. */
export async function dropDraft({ file }: Draft): Promise<void> {
  await rm(file, { force: true });
  await rm(baseOf(file), { force: true });
}

function baseOf(file: string): string {
  return `${file}.as-it-ran`;
}

async function read(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
