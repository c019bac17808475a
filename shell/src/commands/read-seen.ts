import { open } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { Failure } from '../failure.ts';
import type { Evidence } from '../record/evidence.ts';
import { maxEvidenceBytes } from '../record/limits.ts';

/** Reads the files that `--evidence` names: what a watch or a replay printed. Of a long one the beginning is taken. */
export async function readSeen(cwd: string, files: readonly string[]): Promise<Evidence['seen']> {
  return await Promise.all(files.map(async (file) => ({ title: basename(file), text: await beginning(cwd, file) })));
}

async function beginning(cwd: string, file: string): Promise<string> {
  try {
    const handle = await open(resolve(cwd, file), 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxEvidenceBytes), 0, maxEvidenceBytes);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new Failure('bad_evidence', `The evidence ${file} cannot be read: ${(error as Error).message}`, {
      hint: 'Give a file with what a watch or a replay printed. Nothing was changed.',
      exit: 'usage',
      cause: error,
    });
  }
}
