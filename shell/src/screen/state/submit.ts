import { say, type Printed } from '../theme.ts';
import { failureLines } from '../answers.ts';
import { helpLines } from '../words.ts';
import { readCommand } from './command.ts';
import { promptLabel, type State, type Step } from './state.ts';

/** Echoes a submitted text into the scrollback and starts what it asks for. */
export function submit(state: State, text: string): Step {
  const lines = echo(state, text);
  if (text.trim() === '') return { state, effects: [{ do: 'print', lines }] };
  const remembered = remember(state, text);
  const command = readCommand(text);
  switch (command.is) {
    case 'wrong':
      return {
        state: remembered,
        effects: [{ do: 'print', lines: [...lines, ...failureLines(command.message, command.hint)] }],
      };
    case 'help':
      return { state: remembered, effects: [{ do: 'print', lines: [...lines, ...helpLines()] }] };
    case 'quit':
      return { state: remembered, effects: [{ do: 'print', lines }, { do: 'leave' }] };
    case 'view':
      return {
        state: remembered,
        effects: [
          { do: 'print', lines },
          { do: 'open', command, scope: state.scope },
        ],
      };
    case 'evaluate':
    case 'scope':
    case 'modules':
    case 'status':
    case 'plan':
    case 'patch':
    case 'rollback': {
      const id = state.nextId;
      return {
        state: { ...remembered, nextId: id + 1, activity: { is: 'running', id, text } },
        effects: [
          { do: 'print', lines },
          { do: 'run', id, command, scope: state.scope },
        ],
      };
    }
  }
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
