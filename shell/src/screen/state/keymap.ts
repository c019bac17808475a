import type { Key } from '../keys.ts';

/** What a key can do. */
export type Act =
  | 'submit'
  | 'newline'
  | 'interrupt'
  | 'leave'
  | 'suspend'
  | 'redraw'
  | 'left'
  | 'right'
  | 'wordLeft'
  | 'wordRight'
  | 'rowStart'
  | 'rowEnd'
  | 'older'
  | 'newer'
  | 'eraseLeft'
  | 'eraseRight'
  | 'eraseWordLeft'
  | 'eraseWordRight'
  | 'eraseToStart'
  | 'eraseToEnd'
  | 'yank'
  | 'complete'
  | 'completeBack'
  | 'search'
  | 'cancel'
  | 'flood'
  | 'dismiss';

/** One row of the key table; `does` is what the help says, where it says something. */
export interface KeyEntry {
  readonly keys: readonly string[];
  readonly act: Act;
  readonly shown: string;
  readonly does?: string;
}

/** Every key of the prompt. The keys, the help and the documentation are made of this table. */
export const keyTable: readonly KeyEntry[] = [
  { keys: ['enter'], act: 'submit', shown: 'Enter', does: 'run, or go on in a new row when the text is not complete' },
  { keys: ['alt-enter', 'ctrl-j'], act: 'newline', shown: '^J Alt-Enter', does: 'new row' },
  {
    keys: ['ctrl-c'],
    act: 'interrupt',
    shown: '^C',
    does: 'no / stop waiting / clear the line; never touches the process',
  },
  { keys: ['ctrl-d'], act: 'leave', shown: '^D', does: 'leave (on an empty line)' },
  { keys: ['ctrl-z'], act: 'suspend', shown: '^Z', does: 'suspend the shell' },
  { keys: ['ctrl-l'], act: 'redraw', shown: '^L', does: 'draw again' },
  {
    keys: ['up', 'ctrl-p'],
    act: 'older',
    shown: '↑ ↓ ^P ^N',
    does: 'earlier and later lines that begin like this one',
  },
  { keys: ['down', 'ctrl-n'], act: 'newer', shown: '↓' },
  {
    keys: ['ctrl-r'],
    act: 'search',
    shown: '^R',
    does: 'search earlier lines; again: an older one; ^G back to what was typed',
  },
  { keys: ['ctrl-g'], act: 'cancel', shown: '^G' },
  {
    keys: ['tab'],
    act: 'complete',
    shown: 'Tab',
    does: 'complete: names in the process, commands, modules, patches, files; Tab or ↓ goes on, Esc back',
  },
  { keys: ['shift-tab'], act: 'completeBack', shown: 'Shift-Tab' },
  { keys: ['left', 'ctrl-b'], act: 'left', shown: '←' },
  { keys: ['right', 'ctrl-f'], act: 'right', shown: '→' },
  { keys: ['alt-b', 'ctrl-left', 'alt-left'], act: 'wordLeft', shown: 'Alt-B' },
  { keys: ['alt-f', 'ctrl-right', 'alt-right'], act: 'wordRight', shown: 'Alt-F' },
  {
    keys: ['home', 'ctrl-a'],
    act: 'rowStart',
    shown: '^A',
    does: 'start of the row; ^E end, ^W ^U ^K erase, ^Y put back',
  },
  { keys: ['end', 'ctrl-e'], act: 'rowEnd', shown: '^E' },
  { keys: ['backspace'], act: 'eraseLeft', shown: 'Backspace' },
  { keys: ['delete'], act: 'eraseRight', shown: 'Delete' },
  { keys: ['ctrl-w', 'alt-backspace'], act: 'eraseWordLeft', shown: '^W' },
  { keys: ['alt-d'], act: 'eraseWordRight', shown: 'Alt-D' },
  { keys: ['ctrl-u'], act: 'eraseToStart', shown: '^U' },
  { keys: ['ctrl-k'], act: 'eraseToEnd', shown: '^K' },
  { keys: ['ctrl-y'], act: 'yank', shown: '^Y' },
  { keys: ['escape'], act: 'dismiss', shown: 'Esc' },
  { keys: ['flood'], act: 'flood', shown: '' },
];

const acts: ReadonlyMap<string, Act> = new Map(
  keyTable.flatMap(({ keys, act }) => keys.map((key) => [key, act] as const)),
);

/** What was done at the keyboard. */
export type KeyAction =
  | { readonly type: 'typed'; readonly text: string }
  | { readonly type: 'pasted'; readonly text: string }
  | { readonly type: 'act'; readonly act: Act };

/** Says what a key means; undefined for a key that means nothing. */
export function actionOf(key: Key): KeyAction | undefined {
  if (key.is === 'text') return { type: 'typed', text: key.text };
  if (key.is === 'paste') return { type: 'pasted', text: key.text };
  const act = acts.get(key.name);
  return act === undefined ? undefined : { type: 'act', act };
}
