import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ModuleFormat } from '@suture/protocol/process.js';
import { limits } from '../limits.ts';

/** Files that loaders are to compile. */
export interface LoadRequest {
  readonly files: readonly { readonly path: string; readonly format: ModuleFormat }[];
}

/** What the loaders made of a file, or why they did not. */
export type LoadedFile =
  | { readonly path: string; readonly text: string; readonly error?: undefined }
  | { readonly path: string; readonly error: string };

/**
 * Has the service's own loaders (tsx, ts-node, swc, Babel: whatever `options` preload) compile files of a folder, in a Node of
 * its own that runs nothing of them. Throws when that Node cannot be started or gives no answer; the text says why.
 */
export async function loadWith(
  options: readonly string[],
  cwd: string,
  files: LoadRequest['files'],
): Promise<LoadedFile[]> {
  const { NODE_OPTIONS: _own, ...env } = process.env;
  const child = fork(fileURLToPath(new URL('./child.js', import.meta.url)), [], {
    cwd,
    env,
    execArgv: options.map((word, at) => (at % 2 === 1 ? fromPackages(word, cwd) : word)),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout: limits.compileMs,
    killSignal: 'SIGKILL',
  });
  const heard: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => heard.push(text));
  const ended = once(child, 'exit').then(([code]) => {
    const words = heard
      .join('')
      .trim()
      .split('\n')
      .findLast((line) => /\w*Error\b/.test(line));
    throw new Error(words?.trim() ?? `it ended with exit code ${String(code)}`);
  });
  child.send({ files } satisfies LoadRequest, () => {});
  try {
    const [loaded] = await Promise.race([once(child, 'message'), ended]);
    return loaded as LoadedFile[];
  } finally {
    ended.catch(() => {});
    child.kill('SIGKILL');
  }
}

/** A loader that was named by its place in the packages of the service is found in those of the checkout. */
function fromPackages(module: string, cwd: string): string {
  const path = module.startsWith('file:') ? fileURLToPath(module) : module;
  const [, inPackages] = /^.*[/\\](node_modules[/\\].*)$/.exec(path) ?? [];
  if (inPackages === undefined || existsSync(path)) return module;
  for (let folder = cwd; ; folder = dirname(folder)) {
    const found = join(folder, inPackages);
    if (existsSync(found)) return module.startsWith('file:') ? pathToFileURL(found).href : found;
    if (dirname(folder) === folder) return module;
  }
}
