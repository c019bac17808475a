import type { Neighbour } from '../change/neighbours.ts';
import type { Paint } from './paint.ts';
import { previewText } from './plan-text.ts';
import { sanitizeLine } from './sanitize.ts';

/** Writes which patches are live in the files of an edit, each with its diff. */
export function neighbourText(neighbours: readonly Neighbour[], paint: Paint): string {
  return neighbours
    .map(({ id, author, why, paths, diff }) => {
      const where = sanitizeLine(paths.join(', '));
      const head = `Live in ${where}: patch ${id} of ${sanitizeLine(author)} (${sanitizeLine(why)})`;
      return `${paint('strong', head)}\n\n${previewText(diff, paint)}`;
    })
    .join('\n');
}
