import { say } from '../theme.ts';
import { words } from '../words.ts';
import { readCommand } from './command.ts';
import { isComplete } from './complete.ts';
import { erasures } from './erasures.ts';
import type { Act, KeyAction } from './keymap.ts';
import { emptyLine, erase, insert, type Line, lineOf, move, moveRow } from './line.ts';
import { beginSearch, endSearch, narrow, searchOlder } from './search.ts';
import { closeMenu, type Menu, moveInMenu } from './menu.ts';
import { pasteMaxCharacters } from '../keys.ts';
import type { State, Step } from './state.ts';
import { submit } from './submit.ts';

const queueMaxLines = 32;

/** What a key does to the screen. */
export function press(before: State, action: KeyAction): Step {
  const state: State = { ...before, notice: undefined };
  if (action.type === 'pasted' && state.line.text.length + action.text.length > pasteMaxCharacters) {
    return notice(state, words.pasteTooLong);
  }
  if (state.search) return pressInSearch(state, action);
  if (state.menu) return pressInMenu(state, state.menu, action);
  switch (action.type) {
    case 'typed':
      return edit(state, insert(state.line, action.text));
    case 'pasted':
      // A question is answered at the keyboard, never by what happens to be in the clipboard.
      return state.activity.is === 'asking'
        ? notice(state, words.answerNeeded)
        : edit(state, insert(state.line, action.text));
    case 'act':
      return act(state, action.act);
  }
}

function pressInSearch(state: State, action: KeyAction): Step {
  if (action.type !== 'act') return only(narrow(state, action.text));
  switch (action.act) {
    case 'search':
      return only(searchOlder(state));
    case 'eraseLeft':
      return only(narrow(state, undefined));
    case 'interrupt':
    case 'cancel':
      return only(endSearch(state, false));
    case 'dismiss':
      return only(endSearch(state, true));
    default:
      return act(endSearch(state, true), action.act);
  }
}

function pressInMenu(state: State, menu: Menu, action: KeyAction): Step {
  if (action.type !== 'act') return edit(state, insert(state.line, action.text));
  switch (action.act) {
    case 'complete':
    case 'newer':
      return only(moveInMenu(state, 1));
    case 'completeBack':
    case 'older':
      return only(moveInMenu(state, -1));
    case 'submit':
      return menu.at === undefined ? act(closeMenu(state, true), 'submit') : only(closeMenu(state, true));
    case 'interrupt':
    case 'cancel':
    case 'dismiss':
      return only(closeMenu(state, false));
    case 'eraseLeft':
      return act(state, 'eraseLeft');
    default:
      return act(closeMenu(state, true), action.act);
  }
}

function act(state: State, name: Act): Step {
  switch (name) {
    case 'submit':
      return enter(state);
    case 'newline':
      return state.activity.is === 'asking' ? only(state) : edit(state, insert(state.line, '\n'));
    case 'interrupt':
      return interrupt(state);
    case 'flood':
      return notice(state, words.pasteTooLong);
    case 'complete':
      return complete(state);
    case 'completeBack':
      return only(state);
    case 'search':
      return state.activity.is === 'asking' ? only(state) : only(beginSearch(state));
    case 'cancel':
    case 'dismiss':
      return state.activity.is === 'asking' ? answer(state, false) : only(state);
    case 'leave':
      if (state.line.text !== '') return edit(state, erase(state.line, 'right').line);
      if (state.activity.is === 'asking') return answer(state, false);
      if (state.activity.is === 'changing') return notice(state, words.changeCannotStop);
      return { state, effects: [{ do: 'leave' }] };
    case 'suspend':
      return { state, effects: [{ do: 'suspend' }] };
    case 'redraw':
      return { state, effects: [{ do: 'redraw' }] };
    case 'left':
    case 'right':
    case 'wordLeft':
    case 'wordRight':
    case 'rowStart':
    case 'rowEnd':
      return only({ ...state, line: move(state.line, name) });
    case 'older':
    case 'newer':
      return recall(state, name === 'older' ? -1 : 1);
    case 'yank':
      return edit(state, insert(state.line, state.killed));
    case 'eraseLeft':
    case 'eraseRight':
    case 'eraseWordLeft':
    case 'eraseWordRight':
    case 'eraseToStart':
    case 'eraseToEnd': {
      const { line, removed } = erase(state.line, erasures[name] ?? 'left');
      const keeps = name !== 'eraseLeft' && name !== 'eraseRight' && removed !== '';
      return edit(keeps ? { ...state, killed: removed } : state, line);
    }
  }
}

function complete(state: State): Step {
  if (state.activity.is === 'asking') return only(state);
  if (state.connection.is !== 'attached') return notice(state, words.notConnectedToComplete);
  const of = state.line.text.slice(0, state.line.cursor);
  return of === '' ? only(state) : { state, effects: [{ do: 'complete', of, scope: state.scope }] };
}

function enter(state: State): Step {
  const { text } = state.line;
  if (state.activity.is === 'asking') return answer(state, /^\s*y(es)?\s*$/i.test(text));
  if (!isComplete(text)) return edit(state, insert(state.line, '\n'));
  if (state.connection.is !== 'attached' && text.trim() !== '' && readCommand(text).entry?.offline !== true)
    return notice(state, words.notConnected);
  if (state.activity.is === 'idle') return submit({ ...state, line: emptyLine }, text);
  if (state.queue.length >= queueMaxLines) return notice(state, words.queueFull);
  return only({ ...state, line: emptyLine, queue: [...state.queue, text] });
}

/** The ladder: a question is answered no, a wait ends, a line is cleared, and then it says how to leave. */
function interrupt(state: State): Step {
  switch (state.activity.is) {
    case 'asking':
      return answer(state, false);
    case 'changing':
      return notice(state, words.changeCannotStop);
    case 'running':
      if (state.activity.endable) {
        return {
          state: { ...state, activity: { ...state.activity, endable: false }, notice: words.ending },
          effects: [{ do: 'interrupt', id: state.activity.id }],
        };
      }
      return {
        state: { ...state, activity: { is: 'idle' }, queue: [] },
        effects: [{ do: 'print', lines: [say(words.stoppedWaiting, 'warning')] }],
      };
    case 'idle':
      if (state.line.text === '') return notice(state, words.howToLeave);
      return only({
        ...state,
        line: emptyLine,
        history: { entries: [...state.history.entries, state.line.text], at: undefined, draft: '' },
      });
  }
}

function answer(state: State, yes: boolean): Step {
  if (state.activity.is !== 'asking') return only(state);
  const { id, text, question } = state.activity;
  return {
    state: {
      ...state,
      line: state.setAside,
      setAside: emptyLine,
      activity: yes ? { is: 'changing', id, text } : { is: 'running', id, text },
    },
    effects: [
      { do: 'print', lines: [[{ text: `${question} [y/N] `, tone: 'prompt' }, { text: yes ? 'y' : 'n' }]] },
      { do: 'answer', id, yes },
    ],
  };
}

/** Goes through the earlier lines that begin like the one typed; inside a text of several rows it moves a row first. */
function recall(state: State, by: -1 | 1): Step {
  if (state.activity.is === 'asking') return only(state);
  const row = moveRow(state.line, by);
  if (row !== undefined) return only({ ...state, line: row });
  const { entries, at } = state.history;
  const draft = at === undefined ? state.line.text : state.history.draft;
  let index = (at ?? entries.length) + by;
  while (index >= 0 && index < entries.length && !entries[index]?.startsWith(draft)) index += by;
  if (index < 0) return only(state);
  const entry = entries[index];
  if (entry === undefined) {
    return only({ ...state, line: lineOf(draft), history: { entries, at: undefined, draft: '' } });
  }
  return only({ ...state, line: lineOf(entry), history: { entries, at: index, draft } });
}

function edit(state: State, line: Line): Step {
  return only({ ...state, line, history: { ...state.history, at: undefined, draft: '' } });
}

function notice(state: State, text: string): Step {
  return only({ ...state, notice: text });
}

function only(state: State): Step {
  return { state, effects: [] };
}
