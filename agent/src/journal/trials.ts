import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { limits } from '../limits.ts';
import { digest } from './entry.ts';
import { isAlive } from './read-journal.ts';

/**
 * Starts of a service with patches applied again. Each leaves a file, which goes when the process has lived long enough or
 * has ended as it meant to; a file without its process is an early death.
 */
export class Trials {
  readonly #folder: string;
  readonly #own: string;

  /** `startedAt` tells this process from an earlier one of the same pid, as containers have. */
  constructor(ledgerFolder: string, service: string, startedAt: string) {
    this.#folder = join(ledgerFolder, `starts-${digest(service).slice(0, 16)}`);
    this.#own = `${process.pid}-${Date.parse(startedAt)}`;
  }

  /** Whether so many starts in a row died early that the patches are to be left out. */
  get failed(): boolean {
    return this.#files().filter((name) => this.#isDead(name)).length >= limits.earlyDeaths;
  }

  /** Takes note of this start. Throws what the file system says. */
  begin(): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(this.#folder, this.#own), '', { mode: 0o600 });
  }

  /** This start went well: whatever died before is forgotten. Never throws. */
  passed(): void {
    for (const name of this.#files()) if (name === this.#own || this.#isDead(name)) this.#remove(name);
  }

  /** This process ended as it meant to, which says nothing of the ones before. Never throws. */
  end(): void {
    this.#remove(this.#own);
  }

  #files(): string[] {
    try {
      return readdirSync(this.#folder).filter((name) => /^\d+-\d+$/.test(name));
    } catch {
      return [];
    }
  }

  #isDead(name: string): boolean {
    const pid = Number.parseInt(name, 10);
    return name !== this.#own && (pid === process.pid || !isAlive(pid));
  }

  #remove(name: string): void {
    try {
      rmSync(join(this.#folder, name), { force: true });
    } catch {
      // A disk that takes no orders: at worst the patches are left out, which is said.
    }
  }
}
