import { graphemes, type Line } from './line.ts';
import type { State } from './state.ts';

/** One thing that may stand where a word was begun. */
export interface Candidate {
  readonly text: string;
  /** What it is; empty when there is nothing to say. */
  readonly note: string;
}

/** The candidates below the line, while one of them may still be meant. */
export interface Menu {
  /** Where the word begins in the text. */
  readonly from: number;
  /** The word as it was typed. */
  readonly word: string;
  readonly items: readonly Candidate[];
  /** The one that stands on the line; undefined while it still holds what was typed. */
  readonly at: number | undefined;
}

/** What fits a text before the cursor. */
export interface Completed {
  readonly of: string;
  readonly word: string;
  readonly items: readonly Candidate[];
}

/** Puts what is certain on the line, and opens the menu when there is a choice. */
export function openMenu(state: State, { of, word, items }: Completed): State {
  const { text, cursor } = state.line;
  // What was asked for may not be on the line any more.
  if (text.slice(0, cursor) !== of) return state;
  const from = cursor - word.length;
  const [only] = items;
  if (only === undefined) return state;
  if (items.length === 1) return { ...state, menu: undefined, line: replaced(state.line, from, only.text) };
  const common = commonStart(items.map((item) => item.text));
  const next = common.startsWith(word) ? common : word;
  return { ...state, line: replaced(state.line, from, next), menu: { from, word: next, items, at: undefined } };
}

/** Puts the next or the previous candidate on the line. */
export function moveInMenu(state: State, by: -1 | 1): State {
  const { menu } = state;
  if (!menu) return state;
  const count = menu.items.length;
  const at = menu.at === undefined ? (by === 1 ? 0 : count - 1) : (menu.at + by + count) % count;
  return { ...state, line: replaced(state.line, menu.from, menu.items[at]?.text ?? menu.word), menu: { ...menu, at } };
}

/** Closes the menu: with what stands on the line, or with what was typed. */
export function closeMenu(state: State, keep: boolean): State {
  const { menu } = state;
  if (!menu) return state;
  const line = keep || menu.at === undefined ? state.line : replaced(state.line, menu.from, menu.word);
  return { ...state, line, menu: undefined };
}

/** After the line was edited: the menu holds what still fits, or closes. */
export function narrowMenu(state: State): State {
  const { menu, line } = state;
  if (!menu) return state;
  if (menu.at !== undefined || line.cursor < menu.from) return { ...state, menu: undefined };
  const word = line.text.slice(menu.from, line.cursor);
  const items = menu.items.filter(({ text }) => text.startsWith(word));
  const open = word.length >= menu.word.length && items.length > 0 && items[0]?.text !== word;
  return { ...state, menu: open ? { ...menu, word, items } : undefined };
}

function replaced({ text, cursor }: Line, from: number, word: string): Line {
  return { text: text.slice(0, from) + word + text.slice(cursor), cursor: from + word.length };
}

function commonStart(texts: readonly string[]): string {
  const [first = '', ...others] = texts;
  let common = '';
  for (const each of graphemes(first)) {
    if (!others.every((text) => text.startsWith(common + each))) break;
    common += each;
  }
  return common;
}
