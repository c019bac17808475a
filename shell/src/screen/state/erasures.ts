import type { Act } from './keymap.ts';
import type { Place } from './line.ts';

/** The acts that erase, and up to which place of the line. */
export const erasures: { readonly [A in Act]?: Place } = {
  eraseLeft: 'left',
  eraseRight: 'right',
  eraseWordLeft: 'wordLeft',
  eraseWordRight: 'wordRight',
  eraseToStart: 'rowStart',
  eraseToEnd: 'rowEnd',
};
