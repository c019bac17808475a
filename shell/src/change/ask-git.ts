import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Asks git a question in a folder and gives its answer without the line end; undefined when git says no. */
export async function askGit(folder: string, question: readonly string[]): Promise<string | undefined> {
  try {
    // Optional locks off: a question must not write, not even the index's cache.
    const { stdout } = await run('git', ['--no-optional-locks', ...question], { cwd: folder, encoding: 'utf8' });
    return stdout.replace(/\r?\n$/, '');
  } catch {
    return undefined;
  }
}
