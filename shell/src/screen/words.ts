import { commands } from './state/command.ts';
import { keyTable } from './state/keymap.ts';
import { type Printed, say } from './theme.ts';

/** The sentences of the screen that need no particulars. */
export const words = {
  left: 'Left. The process and its patches stay as they are.',
  howToLeave: '^D leaves. The process is not touched.',
  stoppedWaiting: 'No longer waiting. The process goes on with it; its answer is printed if it comes.',
  lateAnswer: 'A late answer:',
  changeCannotStop: 'A change is on its way and cannot be called back; its answer comes at once.',
  notConnected: 'Not connected; the line is kept. It can be sent once the process answers again.',
  dropped: 'Lines typed ahead were dropped: a question needs an answer given after reading it.',
  answerNeeded: 'Answer y or n.',
  scopeLeft: 'Outside of any module again.',
  sideEffectHint: ':write EXPR evaluates with side effects.',
  noModules: 'No module fits.',
  notChanged: 'Nothing was changed.',
  reportBug: 'Please report it with this text.',
  regained: 'Connected again.',
  restarted: 'This is another process than before: what was in memory, patches included, is gone with the old one.',
  queueFull: 'Too many lines are waiting already; this one is kept.',
} as const;

/** The hint under the prompt, by what is going on. */
export const hints = {
  idle: '? help   : commands   :write EXPR for side effects   ^D leave',
  running: '^C stops waiting; the process is not touched',
  asking: 'y and Enter: yes.   Enter or ^C: no, nothing is changed',
  changing: 'loading; this cannot be called back',
  lost: 'the line can be edited meanwhile   ^D leave',
} as const;

/** What can be typed, as lines. */
export function helpLines(): Printed[] {
  const usages = commands.map(
    ({ usage, does }): Printed => [{ text: `  ${usage.padEnd(24)}`, tone: 'prompt' }, { text: does }],
  );
  const keys = keyTable
    .filter(({ does }) => does !== undefined)
    .map(({ shown, does }): Printed => [{ text: `  ${shown.padEnd(24)}`, tone: 'prompt' }, { text: does ?? '' }]);
  return [
    say('Anything that is no command is evaluated inside the process; side effects are refused unless asked for.'),
    ...usages,
    ...keys,
  ];
}
