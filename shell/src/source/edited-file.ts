import { Failure } from '../failure.ts';

/** One file that the engineer changed: from what, to what. */
export interface EditedFile {
  /** Below the root of the repository, with `/`. */
  readonly path: string;
  /** `100644` or `100755`. */
  readonly mode: string;
  /** What the edit was made from; null when the edit adds the file. */
  readonly base: Buffer | null;
  /** What the engineer wants; null when the edit removes the file. */
  readonly edited: Buffer | null;
}

/** What is read from the working tree. */
export interface WorkingEdit {
  readonly files: readonly EditedFile[];
  /** Changed files that are no code and that nobody named: they are not part of the edit. */
  readonly leftOut: readonly string[];
}

/** Says whether a file may be code of a process, by its name; anything else is never loaded by a patch. */
export function isCode(path: string): boolean {
  return /\.(?:[cm]?[jt]s|[jt]sx)$/.test(path);
}

/** Refuses what is not a regular text file: links, submodules, files that a filter stores elsewhere, binary content. */
export function assertText(path: string, mode: string, contents: readonly (Buffer | null)[]): void {
  const kind = mode === '120000' ? 'a symbolic link' : mode === '160000' ? 'a submodule' : undefined;
  if (kind !== undefined) throw notPatchable(path, kind);
  for (const content of contents) {
    if (content === null) continue;
    // Git's own rule for what is binary.
    if (content.subarray(0, 8000).includes(0)) throw notPatchable(path, 'a binary file');
    if (content.subarray(0, 42).toString('latin1') === 'version https://git-lfs.github.com/spec/v1') {
      throw notPatchable(path, 'stored by Git LFS');
    }
  }
}

/** Says that a file is of a kind that no patch can hold. */
export function notPatchable(path: string, kind: string): Failure {
  return new Failure('not_patchable', `${path} is ${kind}; a patch is made of regular text files.`, {
    hint: 'Name the source files to patch, without this one.',
    exit: 'usage',
  });
}
