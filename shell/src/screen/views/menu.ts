import stringWidth from 'string-width';
import type { Menu } from '../state/menu.ts';
import type { Piece } from '../theme.ts';
import { fit } from './input.ts';

const widest = 40;

/** Lays the candidates out in columns below the line; the rows around the one that stands on it, and what that one is. */
export function layMenu({ items, at }: Menu, columns: number, maxRows: number): Piece[][] {
  if (maxRows < 1) return [];
  const width = Math.min(widest, columns - 2, Math.max(...items.map(({ text }) => stringWidth(text))));
  const across = Math.max(1, Math.floor((columns - 1) / (width + 3)));
  const count = Math.ceil(items.length / across);
  const note = items[at ?? -1]?.note ?? '';
  const room = count > maxRows || note !== '' ? Math.max(1, maxRows - 1) : maxRows;
  const row = Math.floor((at ?? 0) / across);
  const first = Math.max(0, Math.min(row - room + 1, count - room));
  const rows: Piece[][] = [];
  for (let index = first; index < Math.min(count, first + room); index += 1) {
    const cells = items.slice(index * across, (index + 1) * across).map(({ text }, place): Piece => {
      const chosen = index * across + place === at;
      const shown = fit(text, width);
      // The mark says it as well: nothing depends on colour.
      const cell = `${chosen ? '›' : ' '}${shown}${' '.repeat(Math.max(0, width - stringWidth(shown)))}  `;
      return { text: cell, tone: chosen ? 'marked' : 'plain' };
    });
    rows.push(cells);
  }
  const hidden = count > room ? `${items.length} fit` : '';
  const below = [note, hidden].filter((part) => part !== '').join('   ');
  if (below !== '' && maxRows > 1) rows.push([{ text: fit(` ${below}`, columns), tone: 'muted' }]);
  return rows;
}
