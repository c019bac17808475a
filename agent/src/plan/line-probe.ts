import { Lines } from '../syntax/lines.ts';
import type { ModuleFormat } from '@suture/protocol/process.js';
import type { Analysis } from '../syntax/scope.ts';
import { type Anchor, anchorAt, anchorsOf } from './anchor.ts';
import type { ProbedLine } from './line-insertion.ts';
import { lineCells } from './probed-bodies.ts';
import { type State, siteOf } from './state.ts';

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
