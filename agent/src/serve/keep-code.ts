import { readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { limits } from '../limits.ts';
import type { Keeping } from '../load/kept-code.ts';
import { prepareRunDir } from './run-dir.ts';

/** Writes code for the next start; whatever goes wrong, it is made anew then. */
export class CodeKeeper {
  #queue: Promise<void> = Promise.resolve();
  #waiting = 0;
  #refused = false;

  /** Writes one module, after those before it. */
  keep(keeping: Keeping): void {
    if (this.#refused || this.#waiting >= limits.keptModulesWaiting) return;
    this.#waiting += 1;
    this.#queue = this.#queue.then(async () => {
      try {
        if (!this.#refused) await this.#write(keeping);
      } catch {
        this.#refused = true;
      }
      this.#waiting -= 1;
    });
  }

  async #write({ folder, file, text }: Keeping): Promise<void> {
    if (!prepareRunDir(dirname(folder)).ok || !prepareRunDir(folder).ok) {
      this.#refused = true;
      return;
    }
    const path = join(folder, file);
    const fresh = join(folder, `.${file}-${process.pid}`);
    await writeFile(fresh, text, { mode: 0o600 });
    await rename(fresh, path);
  }
}

/** Removes code of other versions that nobody used for long, and the oldest half of what has grown too large. */
export async function tidyKeptCode(folder: string): Promise<void> {
  try {
    const now = new Date();
    await utimes(folder, now, now);
    for (const name of await readdir(dirname(folder))) {
      const other = join(dirname(folder), name);
      if (other === folder || now.getTime() - (await stat(other)).mtimeMs < limits.keptCodeMs) continue;
      await rm(other, { recursive: true, force: true });
    }
    const files: { path: string; size: number; at: number }[] = [];
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      const { size, mtimeMs } = await stat(path);
      files.push({ path, size, at: mtimeMs });
    }
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    if (bytes <= limits.keptCodeBytes) return;
    files.sort((a, b) => a.at - b.at);
    for (const { path } of files.slice(0, Math.ceil(files.length / 2))) await rm(path, { force: true });
  } catch {
    // It is not there, or another process tidies it up as well.
  }
}
