import type { CommandEntry } from '../state/command.ts';

/** A command that opens a full-screen view. */
export type ViewCommand = { readonly is: 'view' } & { readonly view: 'patches' };

/** The commands that open views; the command table of the prompt holds them. */
export const viewCommands: readonly CommandEntry[] = [
  {
    name: 'patches',
    usage: ':patches',
    does: 'timeline of the patches of this process, full screen: look at one, roll it back',
    read: () => ({ is: 'view', view: 'patches' }),
  },
];
