import { asyncFunctions } from '../plan/async-functions.ts';
import { findAgain, lineCells, type ProbedLine } from '../plan/line-probe.ts';
import { probeCells } from '../plan/probe.ts';
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
  const flights: FlightOrder[] = [];
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
    } else flights.push(flightOf(state, watched));
  }
  const bodies = probed.length > 0 ? lineCells(state, format, probed) : [];
  if ('reason' in bodies) return bodies;
  return { url, version, functions, lines, bodies, flights };
}

function flightOf(state: State, { order, lineages }: Extract<Watched, { kind: 'flight' }>): FlightOrder {
  const wanted = new Set(lineages);
  const functions = asyncFunctions(state).flatMap((followed) => {
    const cells = wanted.has(followed.lineage) ? probeCells(state, followed.lineage) : [];
    // A function that cannot be followed any more leaves the others.
    return 'reason' in cells || cells.length === 0 ? [] : [{ ...followed, cells }];
  });
  return { id: order.id, functions };
}
