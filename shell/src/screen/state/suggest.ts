import { parses } from './complete.ts';
import { narrowMenu } from './menu.ts';
import type { State, Step } from './state.ts';

const previewMaxCharacters = 2_000;

/** After the line has changed: what was shown about the old one goes, and the value of the new one is asked for. */
export function suggest(before: State, { state, effects }: Step): Step {
  if (state.line.text === before.line.text && state.activity.is === before.activity.is) return { state, effects };
  // Going through the menu changes the line as well.
  const moved = state.menu !== undefined && state.menu !== before.menu;
  const narrowed = moved ? state : narrowMenu(state);
  const next: State = { ...narrowed, preview: undefined };
  if (!isPreviewable(next)) return { state: next, effects };
  return { state: next, effects: [...effects, { do: 'preview', of: next.line.text, scope: next.scope }] };
}

function isPreviewable(state: State): boolean {
  const { text } = state.line;
  return (
    state.connection.is === 'attached' &&
    state.activity.is === 'idle' &&
    state.search === undefined &&
    text.trim() !== '' &&
    text.length <= previewMaxCharacters &&
    !text.startsWith(':') &&
    !text.includes('\n') &&
    !/\bawait\b/.test(text) &&
    parses(text)
  );
}
