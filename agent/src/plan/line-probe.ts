import { cellKey } from '../load/names.ts';
import { analyse } from '../syntax/analyse.ts';
import { Edits } from '../syntax/edits.ts';
import { environmentOf, keysOf } from '../syntax/environment.ts';
import { Lines } from '../syntax/lines.ts';
import { parse } from '../syntax/parse.ts';
import type { ModuleFormat } from '@suture/protocol/process.js';
import type { Analysis, BindingKind, Scope } from '../syntax/scope.ts';
import type { ReplacedCell } from '../swap/probe.ts';
import { type Anchor, anchorAt, anchorsOf } from './anchor.ts';
import { compilePiece } from './piece.ts';
import { evaluable, targetOf } from './retarget.ts';
import { addGuards, Reading, type State, siteOf } from './state.ts';

/** What new code calls at a probed line, by the id of the probe. */
const hits = '$sutureHits';

/** A line of a function that is watched. */
export interface ProbedLine {
  readonly id: number;
  readonly lineage: number;
  readonly function: string;
  /** Where it is in the source that runs, and counted from the first line of the function. */
  readonly line: number;
  readonly below: number;
  /** Text of the statement, by which it is found again after a patch. */
  readonly text: string;
  readonly locals: readonly string[];
}

type Refused = { readonly reason: string };

/** Finds what a line number means in the source that runs; refuses locals that cannot be seen there. */
export function findLine(
  state: State,
  format: ModuleFormat,
  line: number,
  locals: readonly string[],
): ProbedLine | Refused {
  const { analysis } = state.reading;
  const anchor = anchorAt(analysis, line);
  if ('reason' in anchor) return anchor;
  const { site } = anchor;
  const probe: ProbedLine = {
    id: 0,
    lineage: state.lineages[site.index] ?? -1,
    function: site.path,
    ...placeOf(analysis, anchor),
    text: analysis.source.slice(anchor.start, anchor.end),
    locals,
  };
  const cells = lineCells(state, format, [probe]);
  return 'reason' in cells ? cells : probe;
}

/** Finds a line again in a later state: the statement with its text, else what is on the same line of the function. */
export function findAgain(state: State, probe: ProbedLine): ProbedLine | Refused {
  const site = siteOf(state, probe.lineage);
  if (!site) return { reason: `A patch has taken ${probe.function} away.` };
  const { analysis } = state.reading;
  const own = anchorsOf(analysis).filter((anchor) => anchor.site === site);
  const distance = (anchor: Anchor): number => Math.abs(placeOf(analysis, anchor).below - probe.below);
  const same = own.filter(({ start, end }) => analysis.source.slice(start, end) === probe.text);
  const near = same.length > 0 ? same : own.filter((anchor) => distance(anchor) === 0);
  const [found] = near.toSorted((a, b) => distance(a) - distance(b));
  if (!found) return { reason: `A patch has taken line ${probe.line} of ${probe.function} away.` };
  const text = analysis.source.slice(found.start, found.end);
  return { ...probe, function: site.path, ...placeOf(analysis, found), text };
}

function placeOf(analysis: Analysis, { site, start }: Anchor): { line: number; below: number } {
  const lines = new Lines(analysis.source);
  const { line } = lines.at(start);
  return { line, below: line - lines.at(site.node.start).line };
}

/** The cells of functions with probes at their lines; of one function all probes at once. */
export function lineCells(state: State, format: ModuleFormat, probes: readonly ProbedLine[]): ReplacedCell[] | Refused {
  const probed = insertAll(state, format, probes);
  if ('reason' in probed) return probed;
  const cells: ReplacedCell[] = [];
  for (const lineage of new Set(probes.map((probe) => probe.lineage))) {
    const site = siteOf(probed, lineage);
    if (!site) return { reason: 'The function is not there any more.' };
    const before = cells.length;
    for (let holder: State | null = state; holder; holder = holder.parent) {
      for (const index of holder.guards.keys()) {
        const held = holder.reading.analysis.sites[index];
        if (!held || holder.lineages[index] !== lineage) continue;
        const piece = compilePiece(probed.reading.analysis, site, targetOf(holder, held, probed), state.hidden);
        if (!piece.ok) return { reason: piece.reason };
        addGuards(state, piece.handed);
        cells.push({
          state: holder.id,
          key: cellKey(index),
          scope: state.id,
          ...evaluable(probed, site, `(${hits})=>${piece.text}`),
        });
      }
    }
    if (cells.length === before) return { reason: 'It has no guard that still runs.' };
  }
  return cells;
}

// The probes become a part of the source, so that names mean what they mean there.
function insertAll(state: State, format: ModuleFormat, probes: readonly ProbedLine[]): State | Refused {
  const { analysis } = state.reading;
  const edits = new Edits(state.source);
  for (const probe of probes) {
    const anchor = anchorAt(analysis, probe.line);
    if ('reason' in anchor) return anchor;
    const text = insertion(probe, anchor);
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
  const wrong = whyDifferent(analysis, after) ?? whyHidden(after, probes);
  if (wrong !== undefined) return { reason: wrong };
  // Nothing maps the text with the probes in it.
  return { ...state, source, map: undefined, reading: new Reading(after, format) };
}

// A variable may have no value yet, and reading it would throw: each is read on its own, and nothing gets out.
function insertion({ id, locals }: ProbedLine, { join }: Anchor): string {
  const recorder = `${hits}.l${id}`;
  if (join === 'expression') return `${recorder}.isDue()&&${recorder}.hit(${locals.join(',')}),`;
  const reads = locals.map((name) => `try{${recorder}.take(${name})}catch{${recorder}.takeNothing()}`);
  return `if(${recorder}.isDue()){${recorder}.begin();${reads.join('')}${recorder}.end()}`;
}

// The guards of the functions inside must hand over what those of the unprobed source do, for patches to fit them.
function whyDifferent(before: Analysis, after: Analysis): string | undefined {
  const handed = ({ sites }: Analysis): string[] =>
    sites.map((site) =>
      environmentOf(site)
        .map((handover) => `${keysOf(handover).join(' ')} ${handover.how}`)
        .join(),
    );
  const [was, is] = [handed(before), handed(after)];
  const differs = was.length !== is.length || was.some((keys, index) => keys !== is[index]);
  return differs
    ? 'What is named there would have to be kept alive by the functions that are already there.'
    : undefined;
}

function whyHidden(analysis: Analysis, probes: readonly ProbedLine[]): string | undefined {
  for (const { id, locals, line } of probes) {
    const start = analysis.source.indexOf(`${hits}.l${id}.isDue()`);
    const scope = analysis.references.find(({ node }) => node.start === start)?.scope;
    if (!scope) continue;
    const visible = namesFrom(scope);
    const hidden = locals.filter((name) => name !== 'this' && !visible.all.has(name));
    if (hidden.length > 0) {
      const some = visible.own.slice(0, 12).join(', ');
      return `On line ${line} there is no ${hidden.join(', ')}; ${some === '' ? 'there are no locals' : `there is ${some}`}.`;
    }
    // There is no place for a \`try\` before an expression.
    const isExpression = !analysis.source.startsWith('if(', start - 3);
    const unset = locals.find((name) => unsettled.has(visible.all.get(name) ?? ''));
    if (isExpression && unset !== undefined)
      return `\`${unset}\` may have no value yet on line ${line}, which is an expression.`;
  }
  return undefined;
}

const unsettled = new Set<string>(['let', 'const', 'class', 'import']);

function namesFrom(start: Scope): { own: string[]; all: Map<string, BindingKind> } {
  const own: string[] = [];
  const all = new Map<string, BindingKind>();
  for (let scope: Scope | null = start; scope; scope = scope.parent) {
    for (const [name, { kind }] of scope.bindings) {
      if (all.has(name)) continue;
      if (scope.kind !== 'module') own.push(name);
      all.set(name, kind);
    }
  }
  return { own, all };
}
