import type { Tryout } from '@suture/protocol/trial.js';
import { Command as Plain, CommanderError } from 'commander';
import { describeProfile, type ProfileOptions } from '../../commands/profile.ts';
import { readCanary, readProbation } from '../../commands/tryout-options.ts';
import { describeWatch, type WatchOptions } from '../../commands/watch.ts';
import type { Command, CommandEntry } from '../state/command.ts';

/** Why an edit is loaded, and how it is tried out. */
interface HowLoaded {
  readonly why: string | undefined;
  readonly tryout: Tryout;
}

/** A command that opens a full-screen view. */
export type ViewCommand = { readonly is: 'view' } & (
  | { readonly view: 'patches' }
  | { readonly view: 'health' }
  | { readonly view: 'tree'; readonly expression: string }
  | { readonly view: 'watch'; readonly name: string; readonly options: WatchOptions }
  | { readonly view: 'profile'; readonly options: ProfileOptions }
  | ({ readonly view: 'edit'; readonly file: string } & HowLoaded)
  | ({ readonly view: 'patch'; readonly files: readonly string[] } & HowLoaded)
);

const editUsage = ':edit FILE [-m WHY] [--canary 5%] [--probation 2m]';
const patchUsage = ':patch [FILES…] [-m WHY] [--canary 5%] [--probation 2m]';
const loadOptions = ['--message', '--canary', '--probation'];

/** The commands that open views; the command table of the prompt holds them. */
export const viewCommands: readonly CommandEntry[] = [
  {
    name: 'edit',
    usage: editUsage,
    does: 'edit a file as it runs, see what that would do, load it, record it',
    group: 'change',
    arguments: ['file'],
    options: loadOptions,
    read: readEdit,
  },
  {
    name: 'patch',
    usage: patchUsage,
    does: 'the same with what was edited in the working tree',
    group: 'change',
    arguments: ['file'],
    options: loadOptions,
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
    does: 'calls of a function as they happen: arguments, result or error, time; ends by itself; --json prints them',
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
    does: 'sample what a thread does, as a table; s writes a .cpuprofile; -o FILE and --json do so without a view',
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
  const read = filesAndHow(words, editUsage);
  if ('is' in read) return read;
  const [file, ...others] = read.files;
  if (file === undefined || others.length > 0) return wrong('One file is edited at a time.', editUsage);
  return { is: 'view', view: 'edit', file, why: read.why, tryout: read.tryout };
}

function readPatch(words: readonly string[]): Command {
  const read = filesAndHow(words, patchUsage);
  return 'is' in read ? read : { is: 'view', view: 'patch', ...read };
}

function filesAndHow(
  words: readonly string[],
  usage: string,
): ({ readonly files: readonly string[] } & HowLoaded) | Command {
  const files: string[] = [];
  let why: string | undefined;
  let tryout: Tryout = {};
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '-m' || word === '--message') {
      index += 1;
      why = words[index]?.trim();
      if (why === undefined || why === '') return wrong('The reason is missing.', usage);
    } else if (word === '--canary' || word === '--probation') {
      index += 1;
      try {
        const value = words[index] ?? '';
        const part =
          word === '--canary' ? { canary: readCanary(value) } : { probation: { forMs: readProbation(value) } };
        tryout = { ...tryout, ...part };
      } catch (error) {
        if (!(error instanceof CommanderError)) throw error;
        return wrong(`${word}: ${error.message}`, usage);
      }
    } else if (word.startsWith('-')) {
      return wrong(`There is no option ${word}.`, usage);
    } else {
      files.push(word);
    }
  }
  return { files, why, tryout };
}

function wrong(message: string, usage: string): Command {
  return { is: 'wrong', message, hint: `Write ${usage}.` };
}
