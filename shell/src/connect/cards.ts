import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { limits } from '../limits.ts';

/** What an agent leaves beside its socket for shells to find. */
export interface Card {
  readonly name: string;
  readonly pid: number;
  /** Number of a worker thread; absent for the main thread. */
  readonly thread?: number | undefined;
  readonly startedAt: string;
  readonly socket: string;
}

/** Reads the cards of a run folder, by name and age; whether their processes live is not known yet. */
export async function readCards(folder: string): Promise<Card[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Failure('run_folder_unreadable', `The run folder ${folder} cannot be read.`, {
      hint: 'Run suture as the user of the service, or set SUTURE_RUN_DIR as the service does.',
      exit: 'notPermitted',
      cause: error,
    });
  }
  const cards = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => readCard(join(folder, name))),
  );
  return cards.filter((card) => card !== undefined).sort(byNameAndAge);
}

/** Gives undefined for what is no card, or is just being written or removed. */
async function readCard(path: string): Promise<Card | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > limits.maxCardBytes) return undefined;
      const card: unknown = JSON.parse(await file.readFile('utf8'));
      return isCard(card) ? card : undefined;
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

function isCard(card: unknown): card is Card {
  if (typeof card !== 'object' || card === null) return false;
  const { name, pid, thread, startedAt, socket } = card as Record<string, unknown>;
  return (
    [name, startedAt, socket].every((text) => typeof text === 'string') &&
    Number.isSafeInteger(pid) &&
    (thread === undefined || Number.isSafeInteger(thread))
  );
}

function byNameAndAge(a: Card, b: Card): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt ? -1 : 1;
  return a.pid - b.pid || (a.thread ?? 0) - (b.thread ?? 0);
}
