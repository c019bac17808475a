import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import type { EditedFile } from './edited-file.ts';
import { assertText } from './edited-file.ts';
import { type Checkout, lastLine } from './git.ts';

/** One file of the edit, carried over to what is deployed and to what runs. */
export interface SourceEdit {
  readonly path: string;
  readonly mode: string;
  /** At the deployed commit; null when it has no such file. */
  readonly deployed: Buffer | null;
  /** With the live patches, without this edit. */
  readonly running: Buffer | null;
  /** With the live patches and this edit; null when the edit removes the file. */
  readonly after: Buffer | null;
}

/** What the edit is carried over to. */
export interface RebaseOnto {
  readonly checkout: Checkout;
  /** Temporary folder for the three versions of a file. */
  readonly folder: string;
  deployed(path: string): Buffer | null;
  /** Files that live patches changed. */
  readonly live: ReadonlyMap<string, Buffer | null>;
  /** Whether somebody else made a live patch of a file: then the same lines are a conflict, never a matter of who comes last. */
  readonly isOthers: (path: string) => boolean;
}

/**
 * Carries an edit over, first to the deployed commit, then to what runs, so that nothing but the edit reaches production.
 * Throws one failure that lists every conflict.
 */
export async function rebaseEdit(files: readonly EditedFile[], onto: RebaseOnto): Promise<SourceEdit[]> {
  const conflicts: string[] = [];
  const edits: SourceEdit[] = [];
  for (const file of files) {
    const deployed = onto.deployed(file.path);
    const running = onto.live.has(file.path) ? (onto.live.get(file.path) ?? null) : deployed;
    // Whoever has the live patch in HEAD went on from what runs.
    const carried = same(file.base, running)
      ? { content: file.edited, conflicts: undefined }
      : await carry(file.base, deployed, file.edited, onto);
    if (carried.conflicts !== undefined) {
      conflicts.push(
        ...carried.conflicts.map((where) => `${file.path}${where} (changed between the deployed commit and HEAD)`),
      );
      continue;
    }
    const final = same(file.base, running)
      ? carried
      : await carryOverLive(deployed, running, carried.content, onto, onto.isOthers(file.path));
    if (final.conflicts !== undefined) {
      conflicts.push(...final.conflicts.map((where) => `${file.path}${where} (changed by a live patch)`));
      continue;
    }
    assertText(file.path, file.mode, [deployed, final.content]);
    if (!same(final.content, running))
      edits.push({ path: file.path, mode: file.mode, deployed, running, after: final.content });
  }
  return settled(edits, conflicts);
}

function settled(edits: SourceEdit[], conflicts: readonly string[]): SourceEdit[] {
  if (conflicts.length > 0) {
    throw new Failure('edit_conflict', `The edit does not fit what is deployed: ${conflicts.join('; ')}.`, {
      hint: 'Make the edit on the deployed lines: check out the deployed commit (with the branches of live patches), edit there, plan again.',
      exit: 'no',
    });
  }
  if (edits.length === 0) {
    throw new Failure('nothing_edited', 'The edit is already in what runs.', {
      hint: '`suture patches` lists what is live; `suture source` shows the code that runs.',
      exit: 'usage',
    });
  }
  return edits;
}

type Carried =
  | { readonly content: Buffer | null; readonly conflicts?: undefined }
  | { readonly conflicts: readonly string[] };

/**
 * Carries what was made of patches in review over to what runs. The change is one of the patched code, which the deployed
 * commit does not have.
 */
export async function rebaseReview(files: readonly EditedFile[], onto: RebaseOnto): Promise<SourceEdit[]> {
  const conflicts: string[] = [];
  const edits: SourceEdit[] = [];
  for (const { path, mode, base, edited } of files) {
    const deployed = onto.deployed(path);
    const running = onto.live.has(path) ? (onto.live.get(path) ?? null) : deployed;
    const carried = await carry(base, running, edited, onto);
    if (carried.conflicts !== undefined) {
      conflicts.push(...carried.conflicts.map((where) => `${path}${where} (not what the review began with)`));
      continue;
    }
    assertText(path, mode, [deployed, carried.content]);
    if (!same(carried.content, running)) edits.push({ path, mode, deployed, running, after: carried.content });
  }
  return settled(edits, conflicts);
}

/** Applies the change base -> edited to `onto`. */
async function carry(
  base: Buffer | null,
  onto: Buffer | null,
  edited: Buffer | null,
  where: RebaseOnto,
): Promise<Carried> {
  if (same(base, onto)) return { content: edited };
  if (same(onto, edited)) return { content: edited };
  if (onto === null) return { conflicts: [' does not exist in the deployed commit'] };
  if (base === null || edited === null) return { conflicts: [''] };
  const merged = await merge(base, onto, edited, [], where);
  return merged.conflicts.length > 0 ? { conflicts: merged.conflicts } : { content: merged.content };
}

/**
 * Applies the edit on top of live patches. Where both change the same lines, the working tree wins if it holds everything
 * else of the live patches, and they are the engineer's own: then that patch was gone on from, and what is on the screen is meant.
 */
async function carryOverLive(
  deployed: Buffer | null,
  running: Buffer | null,
  edited: Buffer | null,
  where: RebaseOnto,
  isOthers: boolean,
): Promise<Carried> {
  const carried = await carry(deployed, running, edited, where);
  if (carried.conflicts === undefined || isOthers) return carried;
  // A file that came with a live patch of the same person: what is on the screen is what it is to be.
  if (deployed === null && edited !== null) return { content: edited };
  if (deployed === null || running === null || edited === null) return carried;
  const preferred = await merge(deployed, running, edited, ['--theirs'], where);
  return same(preferred.content, edited) ? { content: edited } : carried;
}

async function merge(
  base: Buffer,
  ours: Buffer,
  theirs: Buffer,
  flags: readonly string[],
  { checkout, folder }: RebaseOnto,
): Promise<{ content: Buffer; conflicts: string[] }> {
  const at = await mkdtemp(join(folder, 'merge-'));
  const [a, b, c] = [join(at, 'ours'), join(at, 'base'), join(at, 'theirs')] as const;
  await Promise.all([writeFile(a, ours), writeFile(b, base), writeFile(c, theirs)]);
  const result = await checkout.run([
    'merge-file',
    '-p',
    '-q',
    ...flags,
    '-L',
    'deployed',
    '-L',
    'HEAD',
    '-L',
    'edit',
    a,
    b,
    c,
  ]);
  // The exit code counts conflicts, 127 standing for any more; errors are 255.
  if (result.code < 0 || result.code > 127) {
    throw new Error(`git merge-file failed (${result.code}): ${lastLine(result.stderr)}`);
  }
  return { content: result.stdout, conflicts: result.code === 0 ? [] : conflictLines(result.stdout.toString('utf8')) };
}

/** Names the lines of the deployed file at which a merge result has conflicts. */
function conflictLines(text: string): string[] {
  const found: string[] = [];
  let line = 1;
  let side: 'both' | 'ours' | 'theirs' = 'both';
  for (const one of text.split('\n')) {
    if (one.startsWith('<<<<<<< deployed')) {
      found.push(`:${line}`);
      side = 'ours';
    } else if (side === 'ours' && one.startsWith('=======')) side = 'theirs';
    else if (side === 'theirs' && one.startsWith('>>>>>>> edit')) side = 'both';
    else if (side !== 'theirs') line++;
  }
  return found;
}

/** Compares two contents; null is equal to null only. */
export function same(a: Buffer | null, b: Buffer | null): boolean {
  return a === null || b === null ? a === b : a.equals(b);
}
