import { say } from '../theme.ts';
import { possibleLines } from '../help.ts';
import { words } from '../words.ts';
import { type Completed, openMenu } from './menu.ts';
import { press } from './press.ts';
import type { Action, Effect, State, Step } from './state.ts';
import { submit } from './submit.ts';
import { suggest } from './suggest.ts';
import { emptyLine } from './line.ts';

/** The one place where the screen changes: state and action in, state and effects out. */
export function reduce(state: State, action: Action): Step {
  switch (action.type) {
    case 'typed':
      if (action.text === '?' && state.line.text === '' && state.activity.is !== 'asking' && !state.search) {
        return { state, effects: [{ do: 'print', lines: possibleLines(state) }] };
      }
      return suggest(state, press(state, action));
    case 'pasted':
    case 'act':
      return suggest(state, press(state, action));
    case 'completed':
      return completed(state, action);
    case 'previewed':
      return only(action.of === state.line.text && !state.menu ? { ...state, preview: action.text } : state);
    case 'resized':
      return only({ ...state, size: { columns: action.columns, rows: action.rows } });
    case 'status':
      return only({ ...state, status: action.status });
    case 'patches':
      return only({
        ...state,
        patches: { live: action.live, unrecorded: action.unrecorded, until: action.until },
      });
    case 'attached':
      return only(state.status ? { ...state, status: { ...state.status, attached: action.attached } } : state);
    case 'others':
      return only({ ...state, others: action.text });
    case 'said':
      return { state, effects: [{ do: 'print', lines: action.lines }] };
    case 'scoped':
      return only({ ...state, scope: action.module });
    case 'asked':
      return asked(state, action.id, action.question);
    case 'answered':
      return answered(state, action);
    case 'endable':
      if (state.activity.is !== 'running' || state.activity.id !== action.id) return only(state);
      return only({ ...state, activity: { ...state.activity, endable: true } });
    case 'armed':
      return only({ ...state, armed: action.armed });
    case 'lost':
      return only({ ...state, connection: { is: 'lost', attempt: action.attempt, waitMs: action.waitMs } });
    case 'regained':
      return next({ ...state, connection: { is: 'attached' }, greeting: action.greeting });
  }
}

function completed(state: State, action: Completed): Step {
  if (action.items.length > 0) return suggest(state, only(openMenu(state, action)));
  const stale = state.line.text.slice(0, state.line.cursor) !== action.of;
  return only(stale ? state : { ...state, notice: words.nothingFits });
}

function only(state: State): Step {
  return { state, effects: [] };
}

/** A question takes the line over; what was typed ahead must not answer it. */
function asked(state: State, id: number, question: string): Step {
  if (state.activity.is === 'idle' || state.activity.id !== id)
    return { state, effects: [{ do: 'answer', id, yes: false }] };
  const effects: Effect[] = state.queue.length > 0 ? [{ do: 'print', lines: [say(words.dropped, 'warning')] }] : [];
  return {
    state: {
      ...state,
      activity: { is: 'asking', id, text: state.activity.text, question },
      setAside: state.line,
      line: emptyLine,
      queue: [],
    },
    effects,
  };
}

function answered(state: State, action: Extract<Action, { type: 'answered' }>): Step {
  const { activity } = state;
  if (activity.is === 'idle' || activity.id !== action.id) {
    if (action.lines.length === 0) return only(state);
    return { state, effects: [{ do: 'print', lines: [say(words.lateAnswer, 'muted'), ...action.lines] }] };
  }
  const line = activity.is === 'asking' ? state.setAside : state.line;
  const step = next({ ...state, line, activity: { is: 'idle' } });
  return { state: step.state, effects: [{ do: 'print', lines: action.lines }, ...step.effects] };
}

/** Runs the first of the lines that wait, when nothing else runs. */
function next(state: State): Step {
  const [text, ...queue] = state.queue;
  if (text === undefined || state.activity.is !== 'idle' || state.connection.is !== 'attached') return only(state);
  return submit({ ...state, queue }, text);
}
