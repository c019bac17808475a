import { type ViewCommand, viewCommands } from '../full/commands.ts';
import { plainCommands } from './plain-commands.ts';
import { question } from './question.ts';
import { splitWords } from './split-words.ts';
import type { State } from './state.ts';

export type { State } from './state.ts';

/** What a submitted line asks for. */
export type Command =
  | { readonly is: 'evaluate'; readonly expression: string; readonly write: boolean }
  | { readonly is: 'scope'; readonly module: string | undefined }
  | ViewCommand
  | { readonly is: 'plain'; readonly name: string; readonly words: readonly string[] }
  | { readonly is: 'function'; readonly name: string; readonly withSource: boolean }
  | { readonly is: 'look'; readonly at: string }
  | { readonly is: 'arm'; readonly ms: number; readonly why: string }
  | { readonly is: 'disarm' }
  | { readonly is: 'help'; readonly topic: string | undefined }
  | { readonly is: 'quit' }
  | { readonly is: 'wrong'; readonly message: string; readonly hint: string };

/** What a command is for; the help shows commands by group. */
export type Group = 'evaluate' | 'look' | 'change' | 'record' | 'shell';

/** What an argument names: it decides what completes it. */
export type ArgumentKind = 'module' | 'member' | 'patch' | 'file' | 'command' | 'expression' | 'none';

/** One command of the prompt. What it is called, the help and the documentation are made of these. */
export interface CommandEntry {
  readonly name: string;
  readonly usage: string;
  readonly does: string;
  /** Left out for what looks. */
  readonly group?: Group;
  /** Whether it can be used now; left out for what always can. */
  readonly possible?: ((state: State) => boolean) | undefined;
  /** True for what needs the armed shell. */
  readonly armed?: true | undefined;
  /** True for what needs no connection. */
  readonly offline?: true | undefined;
  readonly arguments?: readonly ArgumentKind[];
  readonly options?: readonly string[];
  readonly read: (words: readonly string[], rest: string) => Command;
}

const own: readonly CommandEntry[] = [
  {
    name: 'write',
    usage: ':write EXPR',
    does: 'evaluate with side effects, journalled with your name and the reason given to :arm',
    group: 'evaluate',
    armed: true,
    arguments: ['expression'],
    read: (_words, rest) => (rest === '' ? missing(':write EXPR') : { is: 'evaluate', expression: rest, write: true }),
  },
  {
    name: 'scope',
    usage: ':scope [MODULE]',
    does: 'evaluate inside a module: its imports, constants and functions are in sight; alone: outside again',
    group: 'evaluate',
    arguments: ['module'],
    read: (words) => (words.length > 1 ? missing(':scope [MODULE]') : { is: 'scope', module: words[0] }),
  },
  {
    name: 'look',
    usage: ':look [EXPR | ROW | more]',
    does: 'look into a value branch by branch, running none of its getters: the last result, an expression, or a row printed before',
    group: 'evaluate',
    arguments: ['expression'],
    read: (_words, rest) => ({ is: 'look', at: rest === '' ? '_' : rest }),
  },
  {
    name: 'arm',
    usage: ':arm [TIME] REASON',
    does: 'allow side effects for a time: 15m unless said, an hour at most; the reason goes into the journal with each',
    group: 'change',
    possible: ({ armed }) => armed === undefined,
    read: readArm,
  },
  {
    name: 'disarm',
    usage: ':disarm',
    does: 'read-only again',
    group: 'change',
    possible: ({ armed }) => armed !== undefined,
    offline: true,
    read: () => ({ is: 'disarm' }),
  },
  ...viewCommands.map(besidePlain),
  {
    name: 'help',
    usage: ':help [COMMAND]',
    does: 'every command and key; or one command with its options',
    group: 'shell',
    offline: true,
    arguments: ['command'],
    read: (words) => ({ is: 'help', topic: words[0]?.replace(/^:/, '') }),
  },
  {
    name: 'quit',
    usage: ':quit',
    does: 'leave; the process and its patches stay as they are',
    group: 'shell',
    offline: true,
    read: () => ({ is: 'quit' }),
  },
];

/** Every command of the prompt; what is no command is an expression. */
export const commands: readonly CommandEntry[] = [
  ...own,
  ...plainCommands().filter(({ name }) => !own.some((each) => each.name === name)),
];

/** A view of the same name stands before the command of the command line, and leaves to it what is for a program or a file. */
function besidePlain(view: CommandEntry): CommandEntry {
  const { name } = view;
  const plain = plainCommands().find((each) => each.name === name);
  if (plain === undefined) return view;
  const isForFile = (word: string): boolean => /^(--json|-o.*|--output(=.*)?)$/.test(word);
  return {
    ...view,
    options: [...new Set([...(view.options ?? []), '--json'])],
    read: (words, rest) => (words.some(isForFile) ? plain.read(words, rest) : view.read(words, rest)),
  };
}

/** Finds the command that a line begins with; a unique beginning of its name is enough. */
export function findCommand(name: string): readonly CommandEntry[] {
  const exact = commands.find((entry) => entry.name === name);
  return exact ? [exact] : commands.filter((entry) => name !== '' && entry.name.startsWith(name));
}

/** Reads a submitted line: `:mod`, `:q`, or an expression. */
export function readCommand(text: string): { readonly command: Command; readonly entry?: CommandEntry } {
  const [, name, marks] = text.startsWith(':') ? [] : (question.exec(text) ?? []);
  if (name !== undefined) return { command: { is: 'function', name, withSource: marks === '??' } };
  if (!text.startsWith(':')) return { command: { is: 'evaluate', expression: text, write: false } };
  const [, typed = '', rest = ''] = /^:(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  const [entry, ...others] = findCommand(typed);
  if (entry === undefined) return wrong(`There is no command :${typed}.`, ':help lists the commands.');
  if (others.length > 0) {
    const names = [entry, ...others].map((each) => `:${each.name}`).join(', ');
    return wrong(`:${typed} may mean ${names}.`, 'Type one letter more.');
  }
  // An expression has quotes of its own.
  const words = entry.arguments?.[0] === 'expression' ? [] : splitWords(rest);
  if (words === undefined) return wrong('A quote is not closed.', `Close it: ${entry.usage}`);
  return { command: entry.read(words, rest.trim()), entry };
}

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };
const armMs = { usual: 15 * 60_000, most: 3_600_000 };

function readArm(words: readonly string[]): Command {
  const [, number, unit = ''] = /^(\d+)([smh])$/.exec(words[0] ?? '') ?? [];
  const ms = number === undefined ? armMs.usual : Number(number) * (units[unit] ?? 0);
  const why = words
    .slice(number === undefined ? 0 : 1)
    .join(' ')
    .trim();
  if (why === '') return refuse('Arming needs a reason; the journal keeps it.', 'Write :arm 15m "what for".');
  if (ms < 1_000 || ms > armMs.most)
    return refuse('A shell is armed for an hour at most.', 'Write :arm 15m "what for".');
  return { is: 'arm', ms, why };
}

function missing(usage: string): Command {
  return refuse('That is not how the command is written.', `Write ${usage}.`);
}

function refuse(message: string, hint: string): Command {
  return { is: 'wrong', message, hint };
}

function wrong(message: string, hint: string): { readonly command: Command } {
  return { command: refuse(message, hint) };
}
