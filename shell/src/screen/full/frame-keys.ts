import type { Key } from '../keys.ts';
import { graphemes } from '../state/line.ts';
import type { Move } from './scroll.ts';
import type { ViewKey } from './view.ts';

/** What a key of the frame does, in every view. */
export type FrameAct = Move | 'back' | 'help' | 'search' | 'nextFound' | 'lastFound' | 'redraw' | 'suspend';

/** Keys that every view has. */
export const frameKeys: readonly (ViewKey & { readonly act: FrameAct })[] = [
  { keys: ['up', 'k', 'ctrl-p'], act: 'up', shown: '↑ k', does: 'up' },
  { keys: ['down', 'j', 'ctrl-n'], act: 'down', shown: '↓ j', does: 'down' },
  { keys: ['ctrl-u'], act: 'halfUp', shown: '^U', does: 'half a page up' },
  { keys: ['ctrl-d'], act: 'halfDown', shown: '^D', does: 'half a page down' },
  { keys: ['page-up', 'ctrl-b'], act: 'pageUp', shown: 'PgUp ^B', does: 'a page up' },
  { keys: ['page-down', 'ctrl-f'], act: 'pageDown', shown: 'PgDn ^F', does: 'a page down' },
  { keys: ['home', 'g'], act: 'start', shown: 'g', does: 'to the start' },
  { keys: ['end', 'G'], act: 'end', shown: 'G', does: 'to the end' },
  { keys: ['/'], act: 'search', shown: '/', does: 'search' },
  { keys: ['n'], act: 'nextFound', shown: 'n', does: 'next place found' },
  { keys: ['N'], act: 'lastFound', shown: 'N', does: 'place found before' },
  { keys: ['?'], act: 'help', shown: '?', does: 'the keys of this view' },
  { keys: ['ctrl-l'], act: 'redraw', shown: '^L', does: 'draw again' },
  { keys: ['ctrl-z'], act: 'suspend', shown: '^Z', does: 'suspend the shell' },
  { keys: ['q', 'escape', 'ctrl-c'], act: 'back', shown: 'q Esc', does: 'back' },
];

/** Parts what was typed into single keys by name: several may come in one read. */
export function keyNames(key: Key): readonly string[] {
  if (key.is === 'paste') return [];
  return key.is === 'key' ? [key.name] : graphemes(key.text);
}

/** Gives the keys of a view and those of the frame that it leaves as they are. */
export function allKeys(own: readonly ViewKey[]): readonly ViewKey[] {
  const taken = new Set(own.flatMap(({ keys }) => keys));
  const rest = frameKeys.map((entry) => ({ ...entry, keys: entry.keys.filter((key) => !taken.has(key)) }));
  return [...own, ...rest.filter(({ keys }) => keys.length > 0)];
}
