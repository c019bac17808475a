import { asyncFunctions } from '../plan/async-functions.ts';
import type { ProbedLine } from '../plan/line-insertion.ts';
import { findAgain } from '../plan/line-probe.ts';
import { probeCells } from '../plan/probe.ts';
import { type MarkWanted, type ProbedBodies, probedBodies } from '../plan/probed-bodies.ts';
import type { State } from '../plan/state.ts';
import type { KnownModule } from '../plan/loaded-source.ts';
import type { FlightOrder, ProbeOrder } from './probes.ts';
import type { Watched } from './watched.ts';

/** Works out what the main thread is to put into the cells of a module, as it is now, for some watches. */
export function orderOf(
  watches: readonly { readonly watched: Watched; readonly when: string | null }[],
  state: State,
  { url, format, version }: KnownModule,
): ProbeOrder | { readonly reason: string } {
  const functions: ProbeOrder['functions'][number][] = [];
  const lines: ProbeOrder['lines'][number][] = [];
  const followed: Extract<Watched, { kind: 'flight' }>[] = [];
  const probed: ProbedLine[] = [];
  for (const { watched, when } of watches) {
    if (watched.kind === 'line') {
      const again = findAgain(state, watched.probe);
      if ('reason' in again) return again;
      watched.probe = again;
      const { line, locals } = again;
      probed.push(again);
      lines.push({ ...watched.order, line, locals, when });
    } else if (watched.kind === 'function') {
      const cells = probeCells(state, watched.lineage);
      if ('reason' in cells) return cells;
      functions.push({ ...watched.order, cells, when });
    } else followed.push(watched);
  }
  const made = probedBodies(state, format, probed, marksWanted(state, followed));
  if ('reason' in made) return { reason: made.reason };
  const bodies = made.cells.map(({ lineage, ...cell }) => ({
    ...cell,
    mayFail: probed.every((line) => line.lineage !== lineage),
  }));
  const flights = followed.map((watched) => flightOf(state, watched, made.marks));
  return { url, version, functions, lines, bodies, flights };
}

function marksWanted(state: State, followed: readonly Extract<Watched, { kind: 'flight' }>[]): MarkWanted[] {
  const recorders = new Map<number, number[]>();
  for (const { order, lineages } of followed)
    for (const lineage of lineages) recorders.set(lineage, [...(recorders.get(lineage) ?? []), order.id]);
  return [...recorders]
    .filter(([lineage]) => !('reason' in probeCells(state, lineage)))
    .map(([lineage, ids]) => ({ lineage, recorders: ids }));
}

function flightOf(
  state: State,
  { order, lineages }: Extract<Watched, { kind: 'flight' }>,
  marks: ProbedBodies['marks'],
): FlightOrder {
  const wanted = new Set(lineages);
  const functions = asyncFunctions(state).flatMap((followed) => {
    const cells = wanted.has(followed.lineage) ? probeCells(state, followed.lineage) : [];
    // A function that cannot be followed any more leaves the others.
    return 'reason' in cells || cells.length === 0
      ? []
      : [{ ...followed, marks: marks.get(followed.lineage) ?? null, cells }];
  });
  return { id: order.id, functions };
}
