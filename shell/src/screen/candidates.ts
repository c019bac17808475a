import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Channel } from '../connect/channel.ts';
import { sanitizeLine } from '../print/sanitize.ts';
import { type ArgumentKind, commands, findCommand } from './state/command.ts';
import type { Candidate, Completed } from './state/menu.ts';

/** What completion may ask. */
export interface CompletionTools {
  readonly channel: Channel;
  readonly cwd: string;
  readonly scope: string | undefined;
}

const maxItems = 200;

/** Finds what may follow the text before the cursor: commands and their arguments, or names in the process. Runs no code there. */
export async function candidatesFor(of: string, tools: CompletionTools): Promise<Completed> {
  if (!of.startsWith(':')) return names(of, of, tools.scope, tools);
  const [, name = '', rest] = /^:(\S*)(?:\s+([\s\S]*))?$/.exec(of) ?? [];
  if (rest === undefined) return found(of, of, commandNames(''));
  const [entry, ...others] = findCommand(name);
  if (entry === undefined || others.length > 0) return found(of, '', []);
  if (entry.arguments?.[0] === 'expression') return names(of, rest, tools.scope, tools);
  const tokens = rest.split(/\s+/);
  const word = tokens.at(-1) ?? '';
  if (word.startsWith('-')) {
    return found(
      of,
      word,
      (entry.options ?? []).map((text) => ({ text, note: '' })),
    );
  }
  const place = tokens.filter((token) => !token.startsWith('-')).length - 1;
  const kind = entry.arguments?.[Math.min(place, (entry.arguments?.length ?? 0) - 1)] ?? 'none';
  return argument(of, word, kind, tools);
}

async function argument(of: string, word: string, kind: ArgumentKind, tools: CompletionTools): Promise<Completed> {
  switch (kind) {
    case 'command':
      return found(of, word, commandNames(word.startsWith(':') ? '' : ':'));
    case 'module':
      return found(of, word, await modules(tools));
    case 'member': {
      const colon = word.lastIndexOf(':');
      if (colon < 0) return found(of, word, await modules(tools));
      return names(of, word.slice(colon + 1), word.slice(0, colon), tools);
    }
    case 'patch':
      return found(of, word, await patches(tools), true);
    case 'file':
      return found(of, word, await files(word, tools.cwd));
    case 'expression':
    case 'none':
      return found(of, word, []);
  }
}

async function names(
  of: string,
  prefix: string,
  module: string | undefined,
  tools: CompletionTools,
): Promise<Completed> {
  const { word, candidates } = await tools.channel.call('complete', { prefix, module, session: true });
  // What every object has is in the way until a name was begun.
  const isOwn = ({ from }: { from: string }): boolean => from !== 'Object' && from !== 'Function';
  const shown = word === '' && candidates.some(isOwn) ? candidates.filter(isOwn) : candidates;
  const items = shown.map(({ name, kind, from }) => ({
    text: name,
    note: [kind === 'data' ? '' : kind, from && `of ${sanitizeLine(from)}`].filter(Boolean).join(' '),
  }));
  return { of, word, items: items.slice(0, maxItems) };
}

function commandNames(without: string): Candidate[] {
  return commands
    .map(({ name, does }) => ({ text: `:${name}`.slice(without.length), note: does.split(/[;:,] /)[0] ?? '' }))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
}

async function modules({ channel }: CompletionTools): Promise<Candidate[]> {
  const loaded = await channel.call('modules', {});
  return loaded.map(({ path, patched }) => ({ text: sanitizeLine(path), note: patched ? 'patched' : '' }));
}

async function patches({ channel }: CompletionTools): Promise<Candidate[]> {
  const known = await channel.call('patches', {});
  return known.map(({ id, state, why }) => ({ text: id, note: `${state}: ${sanitizeLine(why)}` })).reverse();
}

async function files(word: string, cwd: string): Promise<Candidate[]> {
  const folder = word.endsWith('/') ? word.slice(0, -1) : dirname(word);
  const before = word.includes('/') ? word.slice(0, word.lastIndexOf('/') + 1) : '';
  const listed = await readdir(resolve(cwd, before === '' ? '.' : folder || '/'), { withFileTypes: true }).catch(
    () => [],
  );
  return listed
    .filter(
      ({ name }) => name !== 'node_modules' && (!name.startsWith('.') || word.slice(before.length).startsWith('.')),
    )
    .map((each) => ({ text: join(before, each.name) + (each.isDirectory() ? '/' : ''), note: '' }))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
}

function found(of: string, word: string, all: readonly Candidate[], anyCase = false): Completed {
  const typed = anyCase ? word.toUpperCase() : word;
  const items = all.filter(({ text }) => text.startsWith(typed) && /^\S+$/.test(text));
  return { of, word, items: items.slice(0, maxItems) };
}
