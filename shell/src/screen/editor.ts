import { spawn } from 'node:child_process';
import { Failure } from '../failure.ts';

/** Gives the editor that a person has chosen. */
export function editorOf(env: NodeJS.ProcessEnv): string {
  return env['VISUAL'] || env['EDITOR'] || 'vi';
}

/** One program with its options, quoted or not, as against several, a variable set for one, or a word of the shell's own. */
const oneProgram = /^(?!\s*(?:\w+=|(?:exec|command|builtin|eval)\s))[^;&|<>()`\n]+$/;

/**
 * Runs the editor on a file and ends with it; the text stays in the file whatever happens. Asynchronous, so that the
 * connection to the process is kept while somebody edits. The terminal has to be lent for it.
 */
export async function runEditor(file: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  const editor = editorOf(env);
  // An editor is a command with options, as git takes it. One program takes the place of the shell around it: who ends
  // that ends the editor, which would go on with a terminal that is no longer its own.
  const command = `${oneProgram.test(editor) ? 'exec ' : ''}${editor} "$1"`;
  const child = spawn('/bin/sh', ['-c', command, 'sh', file], { stdio: 'inherit', env, signal });
  const ended = await new Promise<{ code: number | null; signal: NodeJS.Signals | null } | Error>((resolve) => {
    child.on('error', (error) => {
      // It was asked to end, and gives the terminal back itself.
      if (error.name !== 'AbortError') resolve(error);
    });
    child.once('close', (code, killed) => resolve({ code, signal: killed }));
  });
  if (ended instanceof Error) throw failed(editor, file, `could not be started: ${ended.message}`);
  if (ended.signal !== null) throw failed(editor, file, `was ended by ${ended.signal}`);
  if (ended.code === 127 || ended.code === 126) throw failed(editor, file, 'was not found');
  // A shell gives 128 and the number for a program that a signal ended.
  if ((ended.code ?? 0) > 128) throw failed(editor, file, `was ended by signal ${(ended.code ?? 0) - 128}`);
  if (ended.code !== 0) throw failed(editor, file, `ended with ${ended.code}`);
}

function failed(editor: string, file: string, what: string): Failure {
  return new Failure('editor_failed', `The editor (${editor}) ${what}.`, {
    hint: `The text is kept in ${file}. Set VISUAL or EDITOR to another editor, or edit that file elsewhere.`,
    exit: 'no',
  });
}
