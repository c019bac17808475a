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
  sideEffectHint: ':write EXPR evaluates with side effects, in a shell that was armed with :arm 15m "what for".',
  readOnly: 'The shell is read-only.',
  armHint: 'Arm it first: :arm 15m "what for". The reason goes into the journal.',
  nothingFits: 'Nothing fits.',
  notConnectedToComplete: 'Not connected: nothing can be completed now.',
  disarmed: 'Read-only again.',
  notArmed: 'The shell was read-only already.',
  armedOver: 'The time is over: read-only again.',
  ending: 'Ending it … ^C again stops waiting.',
  notChanged: 'Nothing was changed.',
  reportBug: 'Please report it with this text.',
  regained: 'Connected again.',
  restarted: 'This is another process than before: what was in memory, patches included, is gone with the old one.',
  queueFull: 'Too many lines are waiting already; this one is kept.',
} as const;

/** The hint under the prompt, by what is going on. */
export const hints = {
  idle: '? what can be done now   : commands   ^R earlier lines   ^D leave',
  searching: 'type to search   ^R older   Enter run   Esc edit   ^G back',
  running: '^C stops waiting; the process is not touched',
  menu: 'Tab ↓ next   Shift-Tab ↑ previous   Enter take   Esc back',
  endable: '^C ends it',
  asking: 'y and Enter: yes.   Enter or ^C: no, nothing is changed',
  changing: 'loading; this cannot be called back',
  lost: 'the line can be edited meanwhile   ^D leave',
} as const;
