import type { ModuleFormat } from '@suture/protocol/process.js';
import { cellKey } from '../load/names.ts';
import { analyse } from '../syntax/analyse.ts';
import { Edits } from '../syntax/edits.ts';
import { environmentOf, keysOf } from '../syntax/environment.ts';
import { parse } from '../syntax/parse.ts';
import type { Analysis } from '../syntax/scope.ts';
import type { ReplacedCell } from '../swap/probe.ts';
import { anchorAt } from './anchor.ts';
import { type AwaitMark, markAwaits } from './await-marks.ts';
import { hits, insertion, type ProbedLine, whyHidden } from './line-insertion.ts';
import { compilePiece } from './piece.ts';
import { evaluable, targetOf } from './retarget.ts';
import { addGuards, Reading, type State, siteOf } from './state.ts';

/** An async function whose calls are to note at which `await` they are, and the recorders that they note it for. */
export interface MarkWanted {
  readonly lineage: number;
  readonly recorders: readonly number[];
}

/** Bodies with probes in them, and of the functions whose calls note where they wait: the places. */
export interface ProbedBodies {
  readonly cells: readonly (ReplacedCell & { readonly lineage: number })[];
  readonly marks: ReadonlyMap<number, readonly AwaitMark[]>;
}

/** Why there are none; `lineages`: because of which functions. */
interface Refused {
  readonly reason: string;
  readonly lineages?: readonly number[];
}

/** The cells of functions with probes at their lines; of one function all probes at once. */
export function lineCells(
  state: State,
  format: ModuleFormat,
  lines: readonly ProbedLine[],
): ProbedBodies['cells'] | Refused {
  const bodies = compileAll(state, format, lines, []);
  return 'reason' in bodies ? bodies : bodies.cells;
}

/** The bodies for all that is to be told of some functions. One that cannot take marks is left without; a line is refused. */
export function probedBodies(
  state: State,
  format: ModuleFormat,
  lines: readonly ProbedLine[],
  wanted: readonly MarkWanted[],
): ProbedBodies | Refused {
  for (let left = wanted; ; ) {
    const bodies = compileAll(state, format, lines, left);
    if (!('reason' in bodies) || left.length === 0) return bodies;
    const without = left.filter(({ lineage }) => !bodies.lineages?.includes(lineage));
    left = without.length < left.length ? without : [];
  }
}

function compileAll(
  state: State,
  format: ModuleFormat,
  lines: readonly ProbedLine[],
  wanted: readonly MarkWanted[],
): ProbedBodies | Refused {
  const inserted = insertAll(state, format, lines, wanted);
  if ('reason' in inserted) return inserted;
  const { probed, marks } = inserted;
  const cells: ProbedBodies['cells'][number][] = [];
  for (const lineage of new Set([...lines.map((line) => line.lineage), ...marks.keys()])) {
    const site = siteOf(probed, lineage);
    if (!site) return { reason: 'The function is not there any more.', lineages: [lineage] };
    const before = cells.length;
    for (let holder: State | null = state; holder; holder = holder.parent) {
      for (const index of holder.guards.keys()) {
        const held = holder.reading.analysis.sites[index];
        if (!held || holder.lineages[index] !== lineage) continue;
        const target = targetOf(holder, held, probed);
        const piece = compilePiece(probed.reading.analysis, site, target, state.hidden);
        if (!piece.ok) return { reason: piece.reason, lineages: [lineage] };
        addGuards(state, piece.handed);
        cells.push({
          lineage,
          state: holder.id,
          key: cellKey(index),
          scope: state.id,
          handsOver: target.handed !== null,
          ...evaluable(probed, site, `(${hits})=>${piece.text}`),
        });
      }
    }
    if (cells.length === before) return { reason: 'It has no guard that still runs.', lineages: [lineage] };
  }
  return { cells, marks };
}

// The probes become a part of the source, so that names mean what they mean there.
function insertAll(
  state: State,
  format: ModuleFormat,
  lines: readonly ProbedLine[],
  wanted: readonly MarkWanted[],
): { readonly probed: State; readonly marks: ProbedBodies['marks'] } | Refused {
  const { analysis } = state.reading;
  const edits = new Edits(state.source);
  const marks = new Map<number, readonly AwaitMark[]>();
  for (const { lineage, recorders } of wanted) {
    const site = siteOf(state, lineage);
    const made = site && markAwaits(edits, analysis, site, `${hits}.flight(${recorders.join(',')})`);
    if (made) marks.set(lineage, made);
  }
  for (const line of lines) {
    const anchor = anchorAt(analysis, line.line);
    if ('reason' in anchor) return anchor;
    const text = insertion(line, anchor);
    const [open, close] = { list: ['', ''], single: ['{', '}'], expression: ['(', ')'] }[anchor.join] as [
      string,
      string,
    ];
    edits.open(anchor.start, open + text);
    if (close) edits.close(anchor.end, close);
  }
  const source = edits.text();
  const parsed = parse(source, format);
  if (!parsed.ok) return { reason: `Nothing can be put in there: ${parsed.reason}.` };
  const after = analyse(source, parsed.program, format);
  const different = differing(analysis, after);
  if (different !== undefined) {
    return {
      reason: 'What is named there would have to be kept alive by the functions that are already there.',
      lineages: around(analysis, different).map((index) => state.lineages[index] ?? -1),
    };
  }
  const hidden = whyHidden(after, lines);
  if (hidden !== undefined) return { reason: hidden };
  // Nothing maps the text with the probes in it.
  return { probed: { ...state, source, map: undefined, reading: new Reading(after, format) }, marks };
}

// The guards of the functions inside must hand over what those of the unprobed source do, for patches to fit them.
function differing(before: Analysis, after: Analysis): number | undefined {
  const handed = ({ sites }: Analysis): string[] =>
    sites.map((site) =>
      environmentOf(site)
        .map((handover) => `${keysOf(handover).join(' ')} ${handover.how}`)
        .join(),
    );
  const [was, is] = [handed(before), handed(after)];
  if (was.length !== is.length) return -1;
  const at = was.findIndex((keys, index) => keys !== is[index]);
  return at === -1 ? undefined : at;
}

function around({ sites }: Analysis, index: number): number[] {
  const found: number[] = [];
  for (let site = sites[index] ?? null; site; site = site.parent) found.push(site.index);
  return found;
}
