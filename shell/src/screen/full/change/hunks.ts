import type { ToldConsequences } from '../../../change/consequences.ts';
import type { ReadableChange, ReadablePlan } from '../../../change/plan-edit.ts';
import { underwayText, usesText } from '../../../print/consequence-text.ts';

/** One hunk of a unified diff. */
export interface Hunk {
  readonly path: string;
  /** Lines of the new file that it stands on. */
  readonly from: number;
  readonly to: number;
  /** With their first character: blank, `+` or `-`. */
  readonly lines: readonly string[];
}

/** What an edit does to the process at one place. */
export interface Consequence {
  readonly kind: 'does' | 'refused' | 'warns';
  readonly path: string;
  readonly line: number;
  readonly function: string;
  readonly text: string;
  /** Who uses it, and what of it is under way. */
  readonly details: readonly string[];
}

/** A hunk and what it does. */
export interface ReadHunk {
  readonly hunk: Hunk;
  readonly consequences: readonly Consequence[];
}

/** Reads the hunks of a diff. */
export function readHunks(diff: string): Hunk[] {
  const hunks: Hunk[] = [];
  let path = '';
  let open: { from: number; count: number; lines: string[] } | undefined;
  const end = (): void => {
    if (open === undefined) return;
    const { from, count, lines } = open;
    hunks.push({ path, from, to: from + Math.max(1, count) - 1, lines });
    open = undefined;
  };
  for (const line of diff.split('\n')) {
    const head = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (head !== null) {
      end();
      open = { from: Number(head[1]), count: head[2] === undefined ? 1 : Number(head[2]), lines: [] };
    } else if (open !== undefined && /^[ +-]/.test(line) && !isFileHead(line, open)) {
      open.lines.push(line);
    } else if (line.startsWith('+++ ') || line.startsWith('--- ')) {
      end();
      const named = line
        .slice(4)
        .replace(/\t.*/, '')
        .replace(/^[ab]\//, '');
      if (named !== '/dev/null') path = named;
    } else if (line.startsWith('diff ')) {
      end();
    }
  }
  end();
  return hunks;
}

/** `--- a/file` looks like a removed line; a hunk that has all its lines is over. */
function isFileHead(line: string, { count, lines }: { count: number; lines: readonly string[] }): boolean {
  return /^(--- |\+\+\+ )/.test(line) && lines.filter((each) => !each.startsWith('-')).length >= count;
}

/** Puts what a plan says beside the hunk that causes it; `elsewhere` is what stands beside none. */
export function besideHunks(
  hunks: readonly Hunk[],
  plan: ReadablePlan,
  told: ToldConsequences,
): { readonly read: readonly ReadHunk[]; readonly elsewhere: readonly Consequence[] } {
  const all = consequencesOf(plan, told);
  const placed = new Map<Hunk, Consequence[]>(hunks.map((hunk) => [hunk, []]));
  const elsewhere: Consequence[] = [];
  for (const { consequence, reaches } of all) {
    const ofFile = hunks.filter(({ path }) => path === consequence.path);
    const { line } = consequence;
    // A function is named by its first line, which may stand above the hunk.
    const hunk =
      ofFile.find(({ from, to }) => from <= line && line <= to) ??
      (reaches ? ofFile.find(({ to }) => line <= to) : undefined);
    if (hunk === undefined) elsewhere.push(consequence);
    else placed.get(hunk)?.push(consequence);
  }
  return { read: hunks.map((hunk) => ({ hunk, consequences: placed.get(hunk) ?? [] })), elsewhere };
}

const does: { readonly [kind: string]: string } = {
  body: 'new body; calls under way end on the old one',
  added: 'new binding',
  removed: 'gone',
  constant: 'new value',
  rebound: 'made again, because it reads what changed; its state is kept',
  member: 'new member, of live objects too',
  export: 'exported anew',
};

function detailsOf(change: ReadableChange, { changes }: ToldConsequences): string[] {
  const one = changes.get(change);
  if (one === undefined) return [];
  const { underway } = one;
  const uses = usesText(one, underway !== undefined);
  return underway === undefined ? uses : [...uses, underwayText(underway, 'f follows them')];
}

function consequencesOf(
  plan: ReadablePlan,
  told: ToldConsequences,
): { readonly consequence: Consequence; readonly reaches: boolean }[] {
  return plan.modules.flatMap(({ changes, refusals, warnings }) => [
    ...changes.map((change) => {
      const { kind, path, line, function: name, note } = change;
      const text = note === undefined ? (does[kind] ?? kind) : `${does[kind] ?? kind} (${note})`;
      return {
        consequence: { kind: 'does' as const, path, line, function: name, text, details: detailsOf(change, told) },
        reaches: kind === 'body' || kind === 'constant',
      };
    }),
    ...refusals.map((remark) => ({ consequence: remarked('refused', remark), reaches: true })),
    ...warnings.map((remark) => ({ consequence: remarked('warns', remark), reaches: true })),
  ]);
}

function remarked(
  kind: Consequence['kind'],
  { path, line, function: name, reason }: ReadablePlan['modules'][number]['refusals'][number],
): Consequence {
  return { kind, path, line, function: name, text: reason, details: [] };
}
