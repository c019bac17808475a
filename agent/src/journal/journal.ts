import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { limits } from '../limits.ts';
import { makePrivateFolder } from '../private-folder.ts';
import { entryLine, type GoingBack, type Happening } from './entry.ts';
import { newestJournal } from './read-journal.ts';

/** Whether an entry is on the disk. */
export type Written = { readonly ok: true } | { readonly ok: false; readonly message: string };

/*
 *     unopened ──first entry──▶ open ──write or fsync failed──▶ poisoned
 *        ▲  └──cannot be opened: tried again with the next entry──┘ (back to unopened)
 *
 * A full disk does not poison: the file is cut back to whole entries, and the next one is tried again.
 */
type State =
  | { readonly kind: 'unopened' }
  | { readonly kind: 'open'; readonly file: number }
  | { readonly kind: 'poisoned'; readonly message: string }
  | { readonly kind: 'closed' };

/** What fits into the space that is kept in reserve: going back must be possible, and known of, on a full disk. */
const mustFit: ReadonlySet<Happening['kind']> = new Set<GoingBack['kind']>([
  'rollingBack',
  'rolledBack',
  'takingBack',
  'takenBack',
]);

/**
 * Append-only file of what was done to this process: each entry is on the disk before `write` answers, and holds the
 * checksum of the one before; the first names the last of the journal before. After a failed write or fsync nothing more
 * is written: what the disk holds is unknown.
 */
export class Journal {
  readonly path: string;
  readonly #first: Extract<Happening, { kind: 'start' }>;
  #state: State = { kind: 'unopened' };
  #seq = 0;
  #head = '';
  /** Bytes of the file that are whole entries. */
  #end = 0;

  constructor(path: string, first: Extract<Happening, { kind: 'start' }>) {
    this.path = path;
    this.#first = first;
  }

  /** Checksum of the last entry; before the first one, of the last entry of the journal that this one will follow. */
  get head(): string {
    if (this.#state.kind !== 'unopened') return this.#head;
    return newestJournal(dirname(this.path), this.path)?.head ?? '';
  }

  /** Appends an entry and waits for the disk. */
  write(happening: Happening): Written {
    if (this.#state.kind === 'poisoned') {
      return { ok: false, message: `${this.path} failed before: ${this.#state.message}` };
    }
    try {
      this.#open();
    } catch (error) {
      return { ok: false, message: `cannot open ${this.path}: ${(error as Error).message}` };
    }
    const failed = this.#tryToAppend(happening);
    if (!failed) return { ok: true };
    if (failed === 'full' && mustFit.has(happening.kind) && this.#freeReserve() && !this.#tryToAppend(happening)) {
      return { ok: true };
    }
    const message = failed === 'full' ? 'the disk is full' : failed.message;
    return { ok: false, message: `cannot write ${this.path}: ${message}` };
  }

  /** Closes the file; may be called twice. */
  close(): void {
    if (this.#state.kind === 'open') closeSync(this.#state.file);
    this.#state = { kind: 'closed' };
  }

  #open(): void {
    if (this.#state.kind === 'open') return;
    if (this.#state.kind === 'closed') throw new Error('the journal is closed');
    const folder = dirname(this.path);
    makePrivateFolder(folder);
    const file = openSync(this.path, 'ax', 0o600);
    this.#state = { kind: 'open', file };
    // The name of a new file is on the disk when its folder is.
    const entry = openSync(folder, 'r');
    try {
      fsyncSync(entry);
    } finally {
      closeSync(entry);
    }
    this.#keepReserve();
    const follows = newestJournal(folder, this.path);
    const failed = this.#tryToAppend(follows ? { ...this.#first, follows } : this.#first);
    if (!failed) return;
    if (failed === 'full') {
      // Tried again with the next entry, from the beginning.
      closeSync(file);
      unlinkSync(this.path);
      this.#state = { kind: 'unopened' };
    }
    throw failed === 'full' ? new Error('the disk is full') : failed;
  }

  get #reserve(): string {
    return join(dirname(this.path), 'reserve');
  }

  #keepReserve(): void {
    try {
      writeFileSync(this.#reserve, Buffer.alloc(limits.reserveBytes), { flag: 'wx', mode: 0o600 });
    } catch {
      // It is there, or there is no room for it: then going back may go unwritten, but it goes.
    }
  }

  #freeReserve(): boolean {
    try {
      unlinkSync(this.#reserve);
      return true;
    } catch {
      return false;
    }
  }

  /** Appends an entry; a full disk leaves the file as it was, anything else poisons it. */
  #tryToAppend(happening: Happening): Error | 'full' | undefined {
    try {
      this.#append(happening);
      return undefined;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if ((code === 'ENOSPC' || code === 'EDQUOT') && this.#cutBack()) return 'full';
      this.#poison((error as Error).message);
      return error as Error;
    }
  }

  #cutBack(): boolean {
    if (this.#state.kind !== 'open') return false;
    try {
      ftruncateSync(this.#state.file, this.#end);
      fsyncSync(this.#state.file);
      return true;
    } catch {
      return false;
    }
  }

  #append(happening: Happening): void {
    if (this.#state.kind !== 'open') throw new Error('the journal is not open');
    const { file } = this.#state;
    const { line, checksum } = entryLine({
      seq: this.#seq,
      prev: this.#head,
      at: new Date().toISOString(),
      happening,
    });
    const bytes = Buffer.from(line);
    // A full disk shows first as a short write without an error.
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    fsyncSync(file);
    this.#seq++;
    this.#head = checksum;
    this.#end = fstatSync(file).size;
  }

  #poison(message: string): void {
    if (this.#state.kind === 'open') {
      try {
        // A reader finds whole entries alone where the disk still takes orders.
        ftruncateSync(this.#state.file, this.#end);
        closeSync(this.#state.file);
      } catch {
        // The torn last line is found by its checksum.
      }
    }
    this.#state = { kind: 'poisoned', message };
  }
}
