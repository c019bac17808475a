import { type ViewCommand, viewCommands } from '../full/commands.ts';

/** What a submitted line asks for. */
export type Command =
  | { readonly is: 'evaluate'; readonly expression: string; readonly write: boolean }
  | { readonly is: 'scope'; readonly module: string | undefined }
  | { readonly is: 'modules'; readonly pattern: string | undefined }
  | ViewCommand
  | { readonly is: 'status' }
  | { readonly is: 'plan'; readonly files: readonly string[] }
  | { readonly is: 'patch'; readonly files: readonly string[]; readonly why: string }
  | { readonly is: 'rollback'; readonly id: string }
  | { readonly is: 'help' }
  | { readonly is: 'quit' }
  | { readonly is: 'wrong'; readonly message: string; readonly hint: string };

/** One command of the prompt: how it is written and what it does. The help is made of these. */
export interface CommandEntry {
  readonly name: string;
  readonly usage: string;
  readonly does: string;
  readonly read: (words: readonly string[], rest: string) => Command;
}

/** Every command of the prompt; what is no command is an expression. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'write',
    usage: ':write EXPR',
    does: 'evaluate with side effects (without it they are refused)',
    read: (_words, rest) => (rest === '' ? missing(':write EXPR') : { is: 'evaluate', expression: rest, write: true }),
  },
  {
    name: 'scope',
    usage: ':scope [MODULE]',
    does: 'evaluate inside a module: its imports, constants and functions are in sight; alone: outside again',
    read: (words) => (words.length > 1 ? missing(':scope [MODULE]') : { is: 'scope', module: words[0] }),
  },
  {
    name: 'modules',
    usage: ':modules [PATTERN]',
    does: 'loaded modules that can be patched',
    read: (words) => ({ is: 'modules', pattern: words[0] }),
  },
  ...viewCommands,
  { name: 'status', usage: ':status', does: 'health of the process', read: () => ({ is: 'status' }) },
  {
    name: 'plan',
    usage: ':plan [FILES]',
    does: 'what the edit in the working tree would change; changes nothing',
    read: (words) => ({ is: 'plan', files: words }),
  },
  {
    name: 'patch',
    usage: ':patch [FILES] -m WHY',
    does: 'plan, ask, load into the process, record in git',
    read: readPatch,
  },
  {
    name: 'rollback',
    usage: ':rollback ID',
    does: 'take a patch out again; asks first',
    read: (words) =>
      words[0] === undefined || words.length > 1 ? missing(':rollback ID') : { is: 'rollback', id: words[0] },
  },
  { name: 'help', usage: ':help', does: 'this list', read: () => ({ is: 'help' }) },
  {
    name: 'quit',
    usage: ':quit',
    does: 'leave; the process and its patches stay as they are',
    read: () => ({ is: 'quit' }),
  },
];

/** Reads a submitted line. A unique beginning of a command is enough: `:mod`, `:q`. */
export function readCommand(text: string): Command {
  if (!text.startsWith(':')) return { is: 'evaluate', expression: text, write: false };
  const [, name = '', rest = ''] = /^:(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  const exact = commands.find((entry) => entry.name === name);
  const fitting = exact ? [exact] : commands.filter((entry) => name !== '' && entry.name.startsWith(name));
  const [entry] = fitting;
  if (entry === undefined)
    return { is: 'wrong', message: `There is no command :${name}.`, hint: ':help lists the commands.' };
  if (fitting.length > 1) {
    const names = fitting.map((each) => `:${each.name}`).join(', ');
    return { is: 'wrong', message: `:${name} may mean ${names}.`, hint: 'Type one letter more.' };
  }
  const words = splitWords(rest);
  if (words === undefined) return { is: 'wrong', message: 'A quote is not closed.', hint: `Close it: ${entry.usage}` };
  return entry.read(words, rest.trim());
}

function readPatch(words: readonly string[]): Command {
  const files: string[] = [];
  let why: string | undefined;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '-m' || word === '--message') {
      why = words[index + 1];
      index += 1;
    } else if (word.startsWith('-')) {
      return { is: 'wrong', message: `:patch does not know ${word}.`, hint: 'Write :patch [FILES] -m WHY.' };
    } else {
      files.push(word);
    }
  }
  if (why === undefined || why.trim() === '') {
    return { is: 'wrong', message: 'A patch needs its reason.', hint: 'Write :patch [FILES] -m "what was wrong".' };
  }
  return { is: 'patch', files, why };
}

function missing(usage: string): Command {
  return { is: 'wrong', message: 'That is not how the command is written.', hint: `Write ${usage}.` };
}

/** Splits as a shell does, with '…' and "…"; undefined when a quote is left open. */
function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const match = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'])+/.exec(rest);
    if (match === null) return undefined;
    words.push(
      match[0].replace(
        /"((?:[^"\\]|\\.)*)"|'([^']*)'/g,
        (_all, double?: string, single?: string) => single ?? (double ?? '').replace(/\\(.)/g, '$1'),
      ),
    );
    const after = rest.slice(match[0].length);
    if (after !== '' && !/^\s/.test(after)) return undefined;
    rest = after.trimStart();
  }
  return words;
}
