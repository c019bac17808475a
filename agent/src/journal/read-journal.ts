import { readdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { warn } from '../warn.ts';
import { type Entry, readEntryLine } from './entry.ts';

/** What a file of the journal holds, and how far it can be trusted. */
export interface ReadJournal {
  /** The entries before anything that is wrong. */
  readonly entries: readonly Entry[];
  readonly checksums: readonly string[];
  /** `torn`: the last entry was never finished; `damaged`: an entry is not as it was written, or one is missing. */
  readonly state: 'whole' | 'torn' | 'damaged';
  readonly note?: string | undefined;
  /** Bytes of the entries that hold. */
  readonly wholeBytes: number;
}

/** Reads a file of the journal and checks each entry and the chain. */
export function readJournal(path: string): ReadJournal {
  const bytes = readFileSync(path);
  const entries: Entry[] = [];
  const checksums: string[] = [];
  let at = 0;
  const ends = (state: ReadJournal['state'], note?: string): ReadJournal => ({
    entries,
    checksums,
    state,
    note,
    wholeBytes: at,
  });
  while (at < bytes.length) {
    const end = bytes.indexOf(10, at);
    if (end === -1) return ends('torn', `${bytes.length - at} bytes of an entry that was never finished`);
    const read = readEntryLine(bytes.toString('utf8', at, end));
    const place = `entry ${entries.length}`;
    if (!read) return ends('damaged', `${place} is not as it was written`);
    if (read.entry.seq !== entries.length || read.entry.prev !== (checksums.at(-1) ?? '')) {
      return ends('damaged', `${place} does not follow the one before`);
    }
    entries.push(read.entry);
    checksums.push(read.checksum);
    at = end + 1;
  }
  return ends('whole');
}

/** Names of the journals of a service, the oldest first; those set aside as damaged are among them. */
export function journalFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.jsonl(\.damaged)?$/.test(name))
      .sort();
  } catch {
    return [];
  }
}

/** Finds the newest journal of a folder but one's own, and the checksum of its last entry. */
export function newestJournal(
  folder: string,
  own: string,
): { readonly file: string; readonly head: string } | undefined {
  const file = journalFiles(folder)
    .filter((name) => name !== basename(own) && name.endsWith('.jsonl'))
    .at(-1);
  if (file === undefined) return undefined;
  try {
    const read = tidyJournal(join(folder, file), own);
    return { file, head: read.checksums.at(-1) ?? '' };
  } catch {
    return undefined;
  }
}

/**
 * Reads a journal and, when its process is gone, puts aside what is wrong with it: a torn end is cut off and kept beside it,
 * a damaged file gets another name. Says so on stderr. `own` is the journal of this process.
 */
export function tidyJournal(path: string, own: string): ReadJournal {
  const read = readJournal(path);
  if (read.state === 'whole' || path.endsWith('.damaged') || path === own) return read;
  const pid = pidOf(path);
  // A process in a container often has the pid of the one before.
  if (pid !== process.pid && isAlive(pid)) return read;
  try {
    if (read.state === 'torn') {
      writeFileSync(`${path}.torn`, readFileSync(path).subarray(read.wholeBytes), { mode: 0o600 });
      truncateSync(path, read.wholeBytes);
      warn(`${path}: ${read.note} are cut off and kept in ${basename(path)}.torn`);
    } else {
      renameSync(path, `${path}.damaged`);
      warn(`${path}: ${read.note}; the file is set aside as ${basename(path)}.damaged`);
    }
  } catch {
    // A disk that takes no orders: the next one who looks finds it as it is.
  }
  return read;
}

/** The process that a journal is of, by its name. */
export function pidOf(path: string): number {
  return Number(/-(\d+)\.jsonl(?:\.damaged)?$/.exec(path)?.[1] ?? 0);
}

/** Whether a process of this id runs; one that took the id over counts as well. */
export function isAlive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
