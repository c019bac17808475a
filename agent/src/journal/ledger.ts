import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Loaded, Patch, PatchOrigin } from '@suture/protocol/patch.js';
import { makePrivateFolder } from '../private-folder.ts';
import { warn } from '../warn.ts';
import { checkedLine, readCheckedLine } from './entry.ts';

/** One module of a patch, and the file that it was made for. */
export interface LedgerModule {
  /** Below the root of the process, with `/`; absolute when outside of it. */
  readonly path: string;
  /** SHA-256 of the source as it was loaded, before any patch. */
  readonly loaded: string;
  /** SHA-256 of the source that the patch was made from: as loaded, or with the patches before it. */
  readonly on: string;
  /** SHA-256 of the file of a module that a transpiler loads; null where the agent can tell what a file gives. */
  readonly disk: string | null;
  readonly stripped: boolean;
  /** The whole source with the patch. */
  readonly source: string;
  /** The source map that it came with. */
  readonly map?: string | undefined;
}

/** A recorded patch of a service: it outlives the process that it was loaded into. */
export interface LedgerEntry {
  readonly id: string;
  /** The script that the process was started with: the same one again is the same service. */
  readonly service: string;
  readonly patch: Patch;
  readonly origin: PatchOrigin;
  readonly loaded: Loaded;
  /** Digest of the edits. */
  readonly content: string;
  readonly modules: readonly LedgerModule[];
}

/** The recorded live patches of a service, one file each; whoever starts next applies them again. */
export class Ledger {
  readonly folder: string;

  /** `folder` need not be there. */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** Keeps a patch, on the disk when this returns. Throws what the file system says. */
  keep(entry: LedgerEntry): void {
    makePrivateFolder(this.folder);
    const draft = join(this.folder, `.${entry.id}-${process.pid}`);
    try {
      const file = openSync(draft, 'w', 0o600);
      try {
        const bytes = Buffer.from(checkedLine(entry).line);
        for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(draft, this.#path(entry.id));
    } catch (error) {
      this.#discard(draft);
      throw error;
    }
    this.#sync();
  }

  /** Forgets a patch, on the disk when this returns: it is not applied again. Throws what the file system says. */
  drop(id: string): void {
    rmSync(this.#path(id), { force: true });
    this.#sync();
  }

  /** Puts a patch away for good; the file is kept. */
  retire(id: string): void {
    const folder = join(this.folder, 'retired');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    renameSync(this.#path(id), join(folder, `${id}.json`));
  }

  /** The patches of a service, the oldest first. A file that is not as it was written is set aside, and said. */
  entries(service: string): LedgerEntry[] {
    const entries: LedgerEntry[] = [];
    for (const name of this.#names()) {
      const path = join(this.folder, name);
      try {
        const read = readCheckedLine(readFileSync(path, 'utf8'));
        if (read) entries.push(read.content as LedgerEntry);
        else {
          renameSync(path, `${path}.damaged`);
          warn(
            `${path} is not as it was written; it is set aside as ${name}.damaged, and its patch is not applied again`,
          );
        }
      } catch (error) {
        warn(`${path} cannot be read (${(error as Error).message}); its patch is not applied again`);
      }
    }
    const order = (entry: LedgerEntry): string => `${entry.patch.appliedAt} ${entry.id}`;
    return entries.filter((entry) => entry.service === service).sort((a, b) => (order(a) < order(b) ? -1 : 1));
  }

  #names(): string[] {
    try {
      return readdirSync(this.folder).filter((name) => /^[0-9A-Z]{26}\.json$/.test(name));
    } catch {
      return [];
    }
  }

  /** On a full disk a draft would take the room that is left. The failure to be told is the first one. */
  #discard(draft: string): void {
    try {
      rmSync(draft, { force: true });
    } catch {}
  }

  #path(id: string): string {
    return join(this.folder, `${id}.json`);
  }

  #sync(): void {
    const folder = openSync(this.folder, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  }
}
