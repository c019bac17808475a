import { graphemes, lineOf } from './line.ts';
import type { State } from './state.ts';

/** Begins to search the lines typed before, from the newest on. */
export function beginSearch(state: State): State {
  return { ...state, search: { query: '', before: state.line, at: state.history.entries.length, found: true } };
}

/** Adds to what is searched for, or takes its last character away when `text` is undefined. */
export function narrow(state: State, text: string | undefined): State {
  if (!state.search) return state;
  const { query } = state.search;
  const next = text === undefined ? graphemes(query).slice(0, -1).join('') : query + text.split('\n')[0];
  return find({ ...state, search: { ...state.search, query: next } }, state.history.entries.length - 1);
}

/** Goes on to the next older line that holds what is searched for. */
export function searchOlder(state: State): State {
  return state.search ? find(state, state.search.at - 1) : state;
}

/** Ends the search: with the line that was found, or with the one from before. */
export function endSearch(state: State, keep: boolean): State {
  if (!state.search) return state;
  return { ...state, search: undefined, line: keep ? state.line : state.search.before };
}

function find(state: State, from: number): State {
  const { search, history } = state;
  if (!search) return state;
  if (search.query === '') return { ...state, line: search.before, search: { ...search, at: from + 1, found: true } };
  for (let at = Math.min(from, history.entries.length - 1); at >= 0; at -= 1) {
    const entry = history.entries[at] ?? '';
    const place = entry.indexOf(search.query);
    if (place < 0) continue;
    return { ...state, line: { ...lineOf(entry), cursor: place }, search: { ...search, at, found: true } };
  }
  return { ...state, search: { ...search, found: false } };
}
