import {
  appendFileSync,
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { stateFolder } from '../state-folder.ts';

const maxEntries = 1_000;
/** Above this the file is written anew with the last entries; twice what they usually take. */
const maxBytes = 1_000_000;
const maxEntryCharacters = 20_000;

/** Gives where the lines typed for a service are kept: `history/NAME.jsonl` in the folder of the person's state. */
export function historyPath(env: NodeJS.ProcessEnv, service: string): string {
  // The name of a service is its own business; it must not lead out of the folder.
  return join(stateFolder(env), 'history', `${encodeURIComponent(service).replaceAll('.', '%2E').slice(0, 200)}.jsonl`);
}

/**
 * The lines typed for one service, one JSON document a row, readable by their user alone. Several shells append to the same
 * file. Whatever is wrong with it, the shell goes on without.
 */
export class HistoryFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** The lines, the oldest first, each once. Rows that are broken are passed over. */
  read(): string[] {
    let text: string;
    try {
      if (statSync(this.#path).size > 16 * maxBytes) return [];
      chmodSync(this.#path, 0o600);
      text = readFileSync(this.#path, 'utf8');
    } catch {
      return [];
    }
    const entries = new Set<string>();
    for (const row of text.split('\n')) {
      const entry = entryOf(row);
      if (entry === undefined) continue;
      entries.delete(entry);
      entries.add(entry);
    }
    const kept = [...entries].slice(-maxEntries);
    if (text.length > maxBytes) this.#rewrite(kept);
    return kept;
  }

  /** Adds a line; one that begins with a blank is not kept, nor is one of absurd length. */
  add(entry: string): void {
    if (/^\s/.test(entry) || entry.length > maxEntryCharacters) return;
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      appendFileSync(this.#path, rowOf(entry), { mode: 0o600 });
    } catch {
      // History is a comfort: without it the shell works the same.
    }
  }

  #rewrite(entries: readonly string[]): void {
    const next = `${this.#path}.${process.pid}`;
    try {
      closeSync(openSync(next, 'wx', 0o600));
      writeFileSync(next, entries.map(rowOf).join(''));
      renameSync(next, this.#path);
    } catch {
      // It is tried again next time.
    }
  }
}

function rowOf(text: string): string {
  return `${JSON.stringify({ at: new Date().toISOString(), text })}\n`;
}

function entryOf(row: string): string | undefined {
  if (row === '') return undefined;
  try {
    const { text } = JSON.parse(row) as { text?: unknown };
    return typeof text === 'string' && text !== '' && text.length <= maxEntryCharacters ? text : undefined;
  } catch {
    return undefined;
  }
}
