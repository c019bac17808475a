import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { limits } from '../limits.ts';

/** The commit that a checkout stands at: full object name; null when there is none or it cannot be told. */
export async function readRevision(root: string): Promise<string | null> {
  const found = nearestGit(root);
  if (!found) return null;
  try {
    const name = readHead(found);
    if (name) return name;
  } catch {
    // A layout that is not foreseen here; git knows it.
  }
  return askGit(root);
}

function readHead(git: string): string | undefined {
  const folder = gitFolder(git);
  const head = readFileSync(join(folder, 'HEAD'), 'utf8').trim();
  const ref = /^ref: (refs\/.+)$/.exec(head)?.[1];
  if (!ref) return objectName(head);
  const common = commonFolder(folder);
  for (const base of [folder, common]) {
    const loose = readIfThere(join(base, ref));
    if (loose !== undefined) return objectName(loose.trim());
  }
  const packed = readIfThere(join(common, 'packed-refs')) ?? '';
  const line = packed.split('\n').find((text) => text.endsWith(` ${ref}`));
  return objectName(line?.split(' ')[0] ?? '');
}

// In a worktree and a submodule `.git` is a file that names the folder.
function gitFolder(git: string): string {
  if (statSync(git).isDirectory()) return git;
  const named = /^gitdir: (.+)$/m.exec(readFileSync(git, 'utf8'))?.[1]?.trim() ?? '';
  return isAbsolute(named) ? named : resolve(dirname(git), named);
}

function commonFolder(folder: string): string {
  const common = readIfThere(join(folder, 'commondir'))?.trim();
  return common === undefined ? folder : resolve(folder, common);
}

function nearestGit(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    const git = join(folder, '.git');
    if (statSync(git, { throwIfNoEntry: false })) return git;
    if (dirname(folder) === folder) return undefined;
  }
}

function objectName(text: string): string | undefined {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : undefined;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

// Loaded only here: a thread at rest needs no processes.
async function askGit(root: string): Promise<string | null> {
  const { execFile } = await import('node:child_process');
  return new Promise((resolve) => {
    const options = { cwd: root, timeout: limits.gitMs, encoding: 'utf8' as const };
    execFile('git', ['rev-parse', 'HEAD'], options, (error, output) => {
      resolve(error ? null : (objectName(output.trim()) ?? null));
    });
  });
}
