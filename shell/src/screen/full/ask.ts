import { erasures } from '../state/erasures.ts';
import { type Act, actionOf, type KeyAction } from '../state/keymap.ts';
import { emptyLine, erase, insert, type Line, lineOf, move, type Place } from '../state/line.ts';
import type { Key } from '../keys.ts';

/** A question in the hint row and what is typed for it. */
export interface Asking {
  readonly question: string;
  readonly line: Line;
  /** Whether it is answered by reading and typing only, never by what is in the clipboard. */
  readonly typedOnly: boolean;
  readonly settle: (text: string | undefined) => void;
}

/** Opens a question; the text is what it begins with. */
export function asking(
  question: string,
  settle: Asking['settle'],
  options: { text?: string | undefined; typedOnly: boolean },
): Asking {
  const { text, typedOnly } = options;
  return { question, settle, typedOnly, line: text === undefined ? emptyLine : lineOf(text) };
}

/** What a key does to a question: it goes on, or it is settled. */
export function answerKey(before: Asking, key: Key): Asking | 'settled' {
  const action = actionOf(key);
  if (action === undefined) return before;
  const next = typed(before, action);
  if (next !== undefined) return next;
  before.settle(action.type === 'act' && action.act === 'submit' ? before.line.text : undefined);
  return 'settled';
}

const moves: { readonly [A in Act]?: Place } = {
  left: 'left',
  right: 'right',
  wordLeft: 'wordLeft',
  wordRight: 'wordRight',
  rowStart: 'rowStart',
  rowEnd: 'rowEnd',
};
/** Undefined when the question ends with this key. */
function typed(before: Asking, action: KeyAction): Asking | undefined {
  if (action.type === 'typed') return { ...before, line: insert(before.line, action.text) };
  if (action.type === 'pasted') {
    return before.typedOnly ? before : { ...before, line: insert(before.line, action.text.replace(/\s+/g, ' ')) };
  }
  const place = moves[action.act];
  if (place !== undefined) return { ...before, line: move(before.line, place) };
  const erased = erasures[action.act];
  if (erased !== undefined) return { ...before, line: erase(before.line, erased).line };
  const ends = ['submit', 'interrupt', 'dismiss', 'leave'].includes(action.act);
  return ends ? undefined : before;
}
