import { readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { limits } from '../limits.ts';
import { CodePack, type PackedModule, packed } from '../load/code-pack.ts';
import type { Keeping, KeptPlace } from '../load/kept-code.ts';
import { prepareRunDir } from './run-dir.ts';

/** Writes code for the next start; whatever goes wrong, it is made anew then. */
export class CodeKeeper {
  readonly #waiting = new Map<string, Keeping[]>();
  #delayMs: number = limits.keepAfterMs;
  #refused = false;
  #isWriting = false;

  /** Writes a module soon, together with others. */
  keep(keeping: Keeping): void {
    const { file } = keeping.place;
    const waiting = this.#waiting.get(file) ?? [];
    if (this.#refused || waiting.length >= limits.keptModulesWaiting) return;
    waiting.push(keeping);
    this.#waiting.set(file, waiting);
    if (!this.#isWriting) void this.#writeLater();
  }

  async #writeLater(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.size > 0) {
      // A start that makes much is written seldom: each time it is the whole file.
      await new Promise((resolve) => setTimeout(resolve, this.#delayMs).unref());
      this.#delayMs = Math.min(2 * this.#delayMs, limits.keepAtMostAfterMs);
      const files = [...this.#waiting.values()];
      this.#waiting.clear();
      for (const keepings of files) await this.#write((keepings[0] as Keeping).place, keepings);
    }
    this.#isWriting = false;
  }

  async #write(place: KeptPlace, keepings: readonly Keeping[]): Promise<void> {
    if (this.#refused) return;
    try {
      const { folder, file } = place;
      this.#refused = !prepareRunDir(dirname(folder)).ok || !prepareRunDir(folder).ok;
      if (this.#refused) return;
      const known = CodePack.read(file)?.modules ?? [];
      const newest = new Map([...known, ...keepings.map(({ module }) => module)].map((one) => [nameOf(one), one]));
      const modules = await stillThere([...newest.values()], place);
      const fresh = `${file}.${process.pid}~`;
      await writeFile(fresh, packed(modules), { mode: 0o600 });
      await rename(fresh, file);
    } catch {
      this.#refused = true;
    }
  }
}

/** Of what has one name the newest text is kept. */
function nameOf({ key, format, map }: PackedModule): string {
  return `${format} ${map === undefined ? 'plain' : 'mapped'} ${key}`;
}

/** Modules whose files are in this release: a bundler gives a file another name each time. */
async function stillThere(modules: readonly PackedModule[], { root }: KeptPlace): Promise<PackedModule[]> {
  const found = await Promise.all(
    modules.map(async ({ key }) => {
      try {
        await stat(new URL(key, root));
        return true;
      } catch {
        return false;
      }
    }),
  );
  return modules.filter((_module, index) => found[index]);
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
