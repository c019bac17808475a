import type { Command, CommandEntry } from '../state/command.ts';

/** A command that opens a full-screen view. */
export type ViewCommand = { readonly is: 'view' } & (
  | { readonly view: 'patches' }
  | { readonly view: 'edit'; readonly file: string; readonly why: string | undefined }
  | { readonly view: 'patch'; readonly files: readonly string[]; readonly why: string | undefined }
);

/** The commands that open views; the command table of the prompt holds them. */
export const viewCommands: readonly CommandEntry[] = [
  {
    name: 'edit',
    usage: ':edit FILE [-m WHY]',
    does: 'edit a file as it runs, see what that would do, load it, record it',
    group: 'change',
    arguments: ['file'],
    options: ['--message'],
    read: readEdit,
  },
  {
    name: 'patch',
    usage: ':patch [FILES…] [-m WHY]',
    does: 'the same with what was edited in the working tree',
    group: 'change',
    arguments: ['file'],
    options: ['--message'],
    read: readPatch,
  },
  {
    name: 'patches',
    usage: ':patches',
    does: 'timeline of the patches of this process: look at one, roll it back',
    group: 'record',
    read: () => ({ is: 'view', view: 'patches' }),
  },
];

function readEdit(words: readonly string[]): Command {
  const read = filesAndWhy(words, ':edit FILE [-m WHY]');
  if ('is' in read) return read;
  const [file, ...others] = read.files;
  if (file === undefined || others.length > 0) return wrong('One file is edited at a time.', ':edit FILE [-m WHY]');
  return { is: 'view', view: 'edit', file, why: read.why };
}

function readPatch(words: readonly string[]): Command {
  const read = filesAndWhy(words, ':patch [FILES…] [-m WHY]');
  return 'is' in read ? read : { is: 'view', view: 'patch', ...read };
}

function filesAndWhy(
  words: readonly string[],
  usage: string,
): { readonly files: readonly string[]; readonly why: string | undefined } | Command {
  const files: string[] = [];
  let why: string | undefined;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '-m' || word === '--message') {
      index += 1;
      why = words[index]?.trim();
      if (why === undefined || why === '') return wrong('The reason is missing.', usage);
    } else if (word.startsWith('-')) {
      return wrong(`There is no option ${word}.`, usage);
    } else {
      files.push(word);
    }
  }
  return { files, why };
}

function wrong(message: string, usage: string): Command {
  return { is: 'wrong', message, hint: `Write ${usage}.` };
}
