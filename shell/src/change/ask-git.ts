import { git } from '../record/git/run.ts';

/** Asks git a question in a folder and gives its answer without the line end; undefined when git says no. */
export async function askGit(folder: string, question: readonly string[]): Promise<string | undefined> {
  const { code, stdout } = await git({ folder, env: process.env }, question);
  return code === 0 ? stdout.toString('utf8').replace(/\r?\n$/, '') : undefined;
}
