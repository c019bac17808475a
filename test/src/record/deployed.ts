import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PatchOrigin } from '@suture/protocol/patch.js';
import { gitWith } from '../patient/git.ts';

/** Files of the service in the tests. */
export const deployedFiles: Readonly<Record<string, string>> = {
  'src/pricing.ts': 'export function quote(count: number): number {\n  return count * 2;\n}\n',
  'src/untouched.ts': 'export const untouched = true;\n',
  'README.md': '# orders\n',
};

/** The files of a service as deployed. */
export type Files = Readonly<Record<string, string | Buffer>>;

/** What is where in the folder. */
interface Places {
  readonly served: string;
  readonly bare: string;
  readonly checkout: string;
  readonly env: NodeJS.ProcessEnv & { readonly HOME: string; readonly GIT_CONFIG_GLOBAL: string };
}

/** The places of a workshop, and an environment in which git knows nothing of the person who runs the tests. */
export const placesIn = (folder: string): Places => ({
  served: join(folder, 'served'),
  bare: join(folder, 'served/acme/orders.git'),
  checkout: join(folder, 'checkout'),
  env: {
    PATH: process.env['PATH'],
    HOME: join(folder, 'home'),
    GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
  },
});

/** Commits and pushes the files; gives the commit. */
export function deploy(folder: string, files: Files, executable: readonly string[]): string {
  const { bare, checkout, env } = placesIn(folder);
  const git = gitWith(env, checkout);
  mkdirSync(env.HOME);
  writeFileSync(env.GIT_CONFIG_GLOBAL, '[user]\n\tname = Somebody Else\n\temail = else@example.com\n');
  mkdirSync(bare, { recursive: true });
  git(['init', '-q', '--bare', '-b', 'main'], bare);
  git(['init', '-q', '-b', 'main', checkout], folder);
  for (const [path, content] of Object.entries(files)) write(join(checkout, path), content);
  for (const path of executable) chmodSync(join(checkout, path), 0o755);
  git(['add', '-A']);
  git(['commit', '-q', '-m', 'orders as deployed']);
  git(['remote', 'add', 'origin', bare]);
  git(['push', '-q', '-u', 'origin', 'main']);
  return git(['rev-parse', 'HEAD']);
}

/** The diff of a change of the deployed files, and their bytes before and after; null removes a file. */
export function changeOf(
  folder: string,
  files: Files,
  after: Readonly<Record<string, string | Buffer | null>>,
): Pick<PatchOrigin, 'diff' | 'files'> {
  const { bare, env } = placesIn(folder);
  const scratch = mkdtempSync(join(tmpdir(), 'suture-scratch-'));
  const git = gitWith(env, scratch);
  git(['clone', '-q', bare, scratch]);
  const before = (path: string) => (path in files ? readFileSync(join(scratch, path)).toString('base64') : null);
  const list = Object.entries(after).map(([path, content]) => ({
    path,
    before: before(path),
    after: content === null ? null : Buffer.from(content).toString('base64'),
  }));
  for (const [path, content] of Object.entries(after))
    if (content === null) rmSync(join(scratch, path));
    else write(join(scratch, path), content);
  git(['add', '-A']);
  const diff = execFileSync('git', ['diff', '--cached', '--binary', '--full-index', 'HEAD'], { cwd: scratch, env });
  rmSync(scratch, { recursive: true });
  return { diff: diff.toString('base64'), files: list };
}

/** What tells files from others. */
export const contents = (files: Readonly<Record<string, string | Buffer | null>>): string =>
  JSON.stringify(
    Object.entries(files).map(([path, content]) => [path, content && Buffer.from(content).toString('base64')]),
  );

function write(file: string, content: string | Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
