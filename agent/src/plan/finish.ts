import { mapComment } from '../load/compose-map.ts';
import { Lines } from '../syntax/lines.ts';
import { unmark } from '../syntax/marks.ts';
import { mapOfLive } from './moved/written.ts';
import type { State } from './state.ts';

/** Text that stands on the line where its source has it. */
export function onLine(source: string, offset: number, text: string): string {
  return '\n'.repeat(new Lines(source).at(offset).line - 1) + text;
}

/**
 * Makes a text that was put together from the source of a state one that can be evaluated: without its marks, and with a
 * map where Node shows places as maps have them.
 */
export function finish(state: Pick<State, 'source' | 'written' | 'map'>, text: string): string {
  const { source } = state;
  const map = mapOfLive(state);
  const made = unmark(text, source);
  return map === undefined ? made.code : made.code + mapComment({ ...made, source, own: map, isPart: true });
}
