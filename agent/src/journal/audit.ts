import { basename, dirname, join } from 'node:path';
import type { Audit, Deed, JournalFile, VouchedEntry, Voucher } from '@suture/protocol/ledger.js';
import type { Entry, Happening } from './entry.ts';
import type { Journal } from './journal.ts';
import { journalFiles, pidOf, type ReadJournal, tidyJournal } from './read-journal.ts';

/**
 * Checks every journal of a service: each entry, the chain within a file, that each file follows another one, and that the
 * entries are there which commits vouch for.
 */
export function audit(journal: Journal, vouchers?: readonly Voucher[]): Audit {
  const folder = dirname(journal.path);
  const read = readAll(folder, journal.path);
  const files: JournalFile[] = [];
  for (const [file, { entries, state, note }] of read) {
    const missing = state === 'damaged' ? undefined : whyUnlinked(entries[0], read);
    files.push({
      file,
      entries: entries.length,
      state: missing ? 'unlinked' : state,
      note: missing ?? note,
    });
  }
  const vouched = vouchers && bearOut(vouchers, [...read.values()]);
  const chained = files.every(({ state }) => state === 'whole' || state === 'torn');
  const missing = vouched?.some(({ state }) => state === 'missing') === true;
  return { ok: chained && !missing, head: journal.head, files, vouched };
}

function bearOut(vouchers: readonly Voucher[], journals: readonly ReadJournal[]): VouchedEntry[] {
  const heads = new Set(journals.flatMap(({ checksums }) => checksums));
  const happenings = journals.flatMap(({ entries }) => entries.map(({ happening }) => happening));
  const patches = new Set(happenings.flatMap((one) => (one.kind === 'loading' ? one.patch : [])));
  return vouchers.map(({ patch, head }) => {
    const known = Number(heads.has(head)) + Number(patches.has(patch));
    return { patch, head, state: known === 2 ? 'held' : known === 1 ? 'missing' : 'elsewhere' };
  });
}

/** Tells what was done to the processes of a service, the oldest first. */
export function history(journal: Journal): Deed[] {
  const deeds: Deed[] = [];
  for (const [file, { entries }] of readAll(dirname(journal.path), journal.path)) {
    const authors = new Map<string, { by: string; why: string }>();
    for (const { at, happening } of entries) {
      if (happening.kind === 'loading') {
        const { author, why } = happening.origin;
        authors.set(happening.patch, { by: `${author.name} <${author.email}>`, why });
        continue;
      }
      const deed = tell(happening, authors);
      if (deed) deeds.push({ at, pid: pidOf(file), kind: happening.kind, ...deed });
    }
  }
  return deeds.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function tell(
  happening: Happening,
  authors: ReadonlyMap<string, { by: string; why: string }>,
): Omit<Deed, 'at' | 'pid' | 'kind'> | undefined {
  switch (happening.kind) {
    case 'start':
      return { detail: `${happening.name}, Node ${happening.node}, revision ${happening.revision ?? 'unknown'}` };
    case 'rolledBack':
    case 'takenBack': {
      const { patch, left = [] } = happening;
      const [first, ...others] = left.map(({ path, line, reason }) => `${path}:${line}: ${reason}`);
      if (first === undefined) return undefined;
      return { patch, detail: `left as it was: ${first}${others.length > 0 ? ` (and ${others.length} more)` : ''}` };
    }
    case 'loading':
    case 'promoted':
      // Said by the entry before or after.
      return undefined;
    case 'loaded':
      return { patch: happening.patch, ...authors.get(happening.patch) };
    case 'rollingBack':
    case 'promoting':
    case 'takingBack': {
      const { patch, by, why } = happening;
      return { patch, why, by: by && `${by.name} <${by.email}>` };
    }
    case 'notLoaded':
    case 'notRolledBack':
    case 'notPromoted':
    case 'notTakenBack':
      return { patch: happening.patch, detail: happening.message };
    case 'recorded': {
      const { state, pullRequest, branch } = happening.record;
      return { patch: happening.patch, detail: [state, pullRequest ?? branch].filter(Boolean).join(' ') };
    }
    case 'extended': {
      const { patch, ms, why, by } = happening;
      return { patch, why, by: `${by.name} <${by.email}>`, detail: `for ${Math.round(ms / 1000)} s` };
    }
    case 'leaseEnded':
    case 'passed':
    case 'retired':
      return { patch: happening.patch, why: happening.why };
    case 'reapplied':
      return { patch: happening.patch };
    case 'interrupting': {
      const { how, frame, detail } = happening;
      return { detail: [how, frame === null ? '' : `frame ${frame}`, detail].filter(Boolean).join(' ') };
    }
    case 'interrupted':
      return { detail: happening.outcome };
    case 'evaluating': {
      const { expression, module, by, why } = happening;
      const where = module === null ? '' : ` in ${module}`;
      return {
        detail: `${expression}${where}`,
        by: by ? `${by.name} <${by.email}>` : undefined,
        why: why ?? undefined,
      };
    }
  }
}

function readAll(folder: string, own: string): Map<string, ReadJournal> {
  const all = new Map<string, ReadJournal>();
  for (const file of journalFiles(folder)) {
    try {
      all.set(file, tidyJournal(join(folder, file), own));
    } catch (error) {
      const note = `it cannot be read: ${(error as Error).message}`;
      all.set(file, { entries: [], checksums: [], state: 'damaged', note, wholeBytes: 0 });
    }
  }
  return all;
}

function whyUnlinked(first: Entry | undefined, read: ReadonlyMap<string, ReadJournal>): string | undefined {
  if (first?.happening.kind !== 'start' || !first.happening.follows) return undefined;
  const { file, head } = first.happening.follows;
  const before = read.get(file) ?? read.get(`${file}.damaged`);
  if (!before) return `it follows ${basename(file)}, which is gone`;
  if (head === '' || before.checksums.includes(head) || before.state === 'damaged') return undefined;
  return `it follows an entry of ${basename(file)} that is not there any more`;
}
