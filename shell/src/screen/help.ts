import { type CommandEntry, commands, type Group } from './state/command.ts';
import { keyTable } from './state/keymap.ts';
import type { State } from './state/state.ts';
import { type Printed, say } from './theme.ts';

/** The groups of commands in the order in which they are shown, and what each is called. */
export const groups: readonly { readonly group: Group; readonly title: string }[] = [
  { group: 'evaluate', title: 'Evaluate' },
  { group: 'look', title: 'Look' },
  { group: 'change', title: 'Change' },
  { group: 'record', title: 'Record' },
  { group: 'shell', title: 'Shell' },
];

const intro = 'What is no command is evaluated inside the process; side effects are refused.';

/** Every command and key, as lines for a width. */
export function helpLines(columns: number): Printed[] {
  const rows = commandLines(
    () => true,
    ({ usage, does }) => rowsOf(usage, does, columns),
  );
  return [say(intro), ...rows, say('Keys', 'muted'), ...keyLines(columns)];
}

/** What can be done now, as lines. */
export function possibleLines(state: State): Printed[] {
  const attached = state.connection.is === 'attached';
  const width = state.size.columns;
  const lines = commandLines(
    (entry) =>
      (attached || entry.offline === true) &&
      (entry.possible?.(state) ?? true) &&
      (!entry.armed || state.armed !== undefined),
    // What it does in short: the whole sentence is in the help.
    ({ usage, does }) => rowsOf(usage.replace(/ \[--[^\]]*\]/g, ''), does.split(/[;:,] /)[0] ?? does, width),
  );
  const first = attached ? intro : 'Not connected: the line can be edited, and earlier ones looked through.';
  const armed = state.armed ? [] : [say(':arm first for :write and :interrupt.   :help lists everything.', 'muted')];
  return [say(first), ...lines, ...(attached ? armed : [])];
}

function commandLines(
  isShown: (entry: CommandEntry) => boolean,
  rows: (entry: CommandEntry) => readonly Printed[],
): Printed[] {
  return groups.flatMap(({ group, title }) => {
    const shown = commands.filter((entry) => (entry.group ?? 'look') === group && isShown(entry));
    return shown.length === 0 ? [] : [say(title, 'muted'), ...shown.flatMap(rows)];
  });
}

function keyLines(columns: number): Printed[] {
  return keyTable.flatMap(({ shown, does }) => (does === undefined ? [] : rowsOf(shown, does, columns)));
}

const indent = 29;

/** What is typed, and beside it what it does, broken between words. */
function rowsOf(what: string, does: string, columns: number): Printed[] {
  const width = Math.max(24, columns - indent - 1);
  const rows: string[] = [];
  for (const word of does.split(' ')) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) rows[rows.length - 1] = `${last} ${word}`;
    else rows.push(word);
  }
  // What is too long for its column has a row of its own.
  if (what.length > indent - 4) rows.unshift('');
  const [first = '', ...more] = rows;
  return [
    [{ text: `  ${what}`.padEnd(indent - 1), tone: 'prompt' }, { text: first === '' ? '' : ` ${first}` }],
    ...more.map((row) => say(`${' '.repeat(indent)}${row}`)),
  ];
}
