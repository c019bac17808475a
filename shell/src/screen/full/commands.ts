import { Command as Plain, CommanderError } from 'commander';
import { describeProfile, type ProfileOptions } from '../../commands/profile.ts';
import { describeWatch, type WatchOptions } from '../../commands/watch.ts';
import type { Command, CommandEntry } from '../state/command.ts';

/** A command that opens a full-screen view. */
export type ViewCommand = { readonly is: 'view' } & (
  | { readonly view: 'patches' }
  | { readonly view: 'health' }
  | { readonly view: 'tree'; readonly expression: string }
  | { readonly view: 'watch'; readonly name: string; readonly options: WatchOptions }
  | { readonly view: 'profile'; readonly options: ProfileOptions }
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
  {
    name: 'health',
    usage: ':health',
    does: 'delay and use of the event loop, memory by space, garbage collection, as they go',
    read: () => ({ is: 'view', view: 'health' }),
  },
  {
    name: 'tree',
    usage: ':tree [EXPR]',
    does: 'the last result or an expression as a tree that is unfolded with the keys; no getter runs',
    group: 'evaluate',
    arguments: ['expression'],
    read: (_words, rest) => ({ is: 'view', view: 'tree', expression: rest === '' ? '_' : rest }),
  },
  {
    name: 'watch',
    usage: ':watch FUNCTION',
    does: 'calls of a function as they happen: arguments, result or error, time; ends by itself',
    arguments: ['member'],
    options: optionsOf(describeWatch),
    read: (words) =>
      readPlain(describeWatch, words, ':watch FUNCTION', (plain) => {
        const [name = ''] = plain.args;
        return { is: 'view', view: 'watch', name, options: plain.opts<WatchOptions>() };
      }),
  },
  {
    name: 'profile',
    usage: ':profile',
    does: 'sample what the main thread does, as a table; s writes a .cpuprofile',
    options: optionsOf(describeProfile),
    read: (words) =>
      readPlain(describeProfile, words, ':profile', (plain) => ({
        is: 'view',
        view: 'profile',
        options: plain.opts<ProfileOptions>(),
      })),
  },
];

function optionsOf(describe: (plain: Plain) => Plain): string[] {
  return describe(new Plain()).options.flatMap(({ long }) => long ?? []);
}

/** Reads words as the command line does, with the same complaints. */
function readPlain(
  describe: (plain: Plain) => Plain,
  words: readonly string[],
  usage: string,
  made: (plain: Plain) => Command,
): Command {
  const plain = describe(new Plain())
    .exitOverride()
    .helpOption(false)
    .configureOutput({ outputError: () => {} });
  try {
    return made(plain.action(() => {}).parse([...words], { from: 'user' }));
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return wrong(error.message.replace(/^error: /, ''), usage);
  }
}

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
