import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { makePrivateFolder } from '../private-folder.ts';
import { entryLine, type Happening } from './entry.ts';

/** Whether an entry is on the disk. */
export type Written = { readonly ok: true } | { readonly ok: false; readonly message: string };

/*
 *     unopened ──first entry──▶ open ──write or fsync failed──▶ poisoned
 *        ▲  └──cannot be opened: tried again with the next entry──┘ (back to unopened)
 */
type State =
  | { readonly kind: 'unopened' }
  | { readonly kind: 'open'; readonly file: number }
  | { readonly kind: 'poisoned'; readonly message: string }
  | { readonly kind: 'closed' };

/**
 * Append-only file of what was done to this process: each entry is on the disk before `write` answers, and holds the
 * checksum of the one before. After a failed write or fsync nothing more is written: what the disk holds is unknown.
 */
export class Journal {
  readonly path: string;
  readonly #first: Happening;
  #state: State = { kind: 'unopened' };
  #seq = 0;
  #head = '';
  /** Bytes of the file that are whole entries. */
  #end = 0;

  constructor(path: string, first: Happening) {
    this.path = path;
    this.#first = first;
  }

  /** Checksum of the last entry. */
  get head(): string {
    return this.#head;
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
    try {
      this.#append(happening);
      return { ok: true };
    } catch (error) {
      const { message } = error as Error;
      this.#poison(message);
      return { ok: false, message: `cannot write ${this.path}: ${message}` };
    }
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
    this.#append(this.#first);
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
