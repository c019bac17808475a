import { say, type Printed } from '../theme.ts';
import { failureLines } from '../answers.ts';
import { helpLines } from '../help.ts';
import { words } from '../words.ts';
import { type Command, readCommand } from './command.ts';
import { promptLabel, type State, type Step } from './state.ts';

/** Echoes a submitted text into the scrollback and starts what it asks for. */
export function submit(state: State, text: string): Step {
  const lines = echo(state, text);
  if (text.trim() === '') return { state, effects: [{ do: 'print', lines }] };
  const { state: started, effects } = start(remember(state, text), text, lines);
  return { state: started, effects: [{ do: 'remember', text }, ...effects] };
}

function start(remembered: State, text: string, lines: readonly Printed[]): Step {
  const { command, entry } = readCommand(text);
  if (entry?.armed && !remembered.armed && command.is !== 'wrong') {
    const refused = failureLines(words.readOnly, words.armHint);
    return { state: remembered, effects: [{ do: 'print', lines: [...lines, ...refused] }] };
  }
  switch (command.is) {
    case 'wrong':
      return {
        state: remembered,
        effects: [{ do: 'print', lines: [...lines, ...failureLines(command.message, command.hint)] }],
      };
    case 'help':
      if (command.topic !== undefined) return run(remembered, text, lines, command);
      return {
        state: remembered,
        effects: [{ do: 'print', lines: [...lines, ...helpLines(remembered.size.columns)] }],
      };
    case 'quit':
      return { state: remembered, effects: [{ do: 'print', lines }, { do: 'leave' }] };
    case 'view':
      return {
        state: remembered,
        effects: [
          { do: 'print', lines },
          { do: 'open', command, scope: remembered.scope },
        ],
      };
    case 'evaluate':
    case 'scope':
    case 'plain':
    case 'look':
    case 'function':
    case 'arm':
    case 'disarm':
      return run(remembered, text, lines, command);
  }
}

function run(state: State, text: string, lines: readonly Printed[], command: Command): Step {
  const id = state.nextId;
  return {
    state: { ...state, nextId: id + 1, activity: { is: 'running', id, text } },
    effects: [
      { do: 'print', lines },
      { do: 'run', id, command, scope: state.scope, why: state.armed?.why },
    ],
  };
}

const historyMaxEntries = 1_000;

function remember(state: State, text: string): State {
  const others = state.history.entries.filter((entry) => entry !== text);
  return { ...state, history: { entries: [...others, text].slice(-historyMaxEntries), at: undefined, draft: '' } };
}

function echo(state: State, text: string): Printed[] {
  const [first = '', ...more] = text.split('\n');
  return [
    [{ text: promptLabel(state), tone: 'prompt' }, { text: first }],
    ...more.map((row): Printed => say(`… ${row}`)),
  ];
}
