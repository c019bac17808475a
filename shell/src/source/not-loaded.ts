import { Failure } from '../failure.ts';
import type { SourceEdit } from './rebase.ts';

/** Says that an edited file is not part of what the process has loaded. */
export function notLoaded(edit: SourceEdit, complaints: readonly string[]): Failure {
  const what =
    edit.deployed === null
      ? `${edit.path} is new, and its module not loaded in the target`
      : `${edit.path}: module not loaded in the target`;
  const why = complaints.length > 0 ? ` (the project's compiler: ${complaints[0]})` : '';
  return new Failure('module_not_loaded', `${what}${why}.`, {
    hint:
      edit.deployed === null
        ? 'A patch brings no file: put what is new into a file that runs (`suture modules`), and move it with the next build.'
        : '`suture modules` lists what can be patched; name only files that the process runs.',
    exit: 'no',
  });
}

/** Says that an edit removes a file that runs. */
export function removesLoaded(path: string, module: string): Failure {
  return new Failure('removes_module', `${path} is removed by the edit, but ${module} is loaded in the target.`, {
    hint: 'A loaded module cannot be taken away from those who hold it; keep the file, or deploy.',
    exit: 'no',
  });
}

/** Says that a TypeScript file cannot be compiled for want of a compiler. */
export function missingCompiler(path: string): Failure {
  return new Failure(
    'no_compiler',
    `${path} needs the project's own TypeScript, and the checkout has none installed.`,
    {
      hint: 'Install the dependencies in the checkout (`npm ci`), then try again.',
      exit: 'usage',
    },
  );
}
