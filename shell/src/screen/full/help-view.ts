import type { Printed } from '../theme.ts';
import { textView } from './text-view.ts';
import type { View, ViewKey } from './view.ts';

/** The keys of a view, as its table has them; the key that opened it closes it. */
export function helpView(title: string, keys: readonly ViewKey[], close: () => void): View {
  const rows = keys.map(
    ({ shown, does }): Printed => [{ text: `  ${shown.padEnd(14)}`, tone: 'prompt' }, { text: does }],
  );
  return {
    ...textView(`keys of: ${title}`, () => rows),
    keys: () => [{ keys: ['?'], act: 'close', shown: '?', does: 'close' }],
    act: close,
  };
}
