import type { Command as PlainCommand } from 'commander';
import { buildProgram } from '../../program.ts';
import type { ArgumentKind, CommandEntry, Group, State } from './command.ts';

type Facts = Pick<CommandEntry, 'possible' | 'armed'>;

const hasLive = ({ patches }: State): boolean => patches.live > 0;

/** What the prompt knows beyond the command line itself. */
const facts: Readonly<Record<string, Facts>> = {
  interrupt: { armed: true },
  rollback: { possible: hasLive },
  promote: { possible: hasLive },
  extend: { possible: ({ patches }) => patches.unrecorded > 0 },
  gate: { possible: hasLive },
};

/** Evaluating and attaching is what the prompt itself does. */
const left = new Set(['attach', 'eval', 'demo', 'help']);

/** The commands of the command line, as they are written at the prompt: about the process that one is attached to. */
export function plainCommands(): CommandEntry[] {
  const program = buildProgram(async () => {});
  return program.commands.filter((each) => !left.has(each.name())).map(entryOf);
}

function entryOf(plain: PlainCommand): CommandEntry {
  const name = plain.name();
  const { possible, armed } = facts[name] ?? {};
  const needed = plain.options.filter(({ mandatory }) => mandatory).map(({ flags }) => shortened(flags));
  const places = plain.registeredArguments.map((each) => {
    const shown = `${each.name().toUpperCase()}${each.variadic ? '…' : ''}`;
    return each.required ? shown : `[${shown}]`;
  });
  return {
    name,
    usage: [`:${name}`, ...places, ...needed].join(' '),
    does: plain.description(),
    group: groupOf(plain),
    possible,
    armed,
    arguments: plain.registeredArguments.map((each) => kindOf(each.name())),
    options: plain.options.flatMap(({ long }) => long ?? []),
    read: (words) => ({ is: 'plain', name, words: [name, ...words] }),
  };
}

/** The help of the command line has the same groups; how one begins is looking, here. */
function groupOf(plain: PlainCommand): Group {
  const title = plain.helpGroup();
  if (title === 'Change:') return 'change';
  return title === 'Record:' ? 'record' : 'look';
}

/** `-m, --message <why>` is written `-m WHY`. */
function shortened(flags: string): string {
  const [first = ''] = flags.split(/[ ,]/);
  const value = /<([^>]+)>/.exec(flags)?.[1];
  return value === undefined ? first : `${first} ${value.toUpperCase()}`;
}

/** What an argument names is told by the name that it has on the command line. */
function kindOf(name: string): ArgumentKind {
  switch (name) {
    case 'module':
    case 'pattern':
      return 'module';
    case 'function':
    case 'class':
      return 'member';
    case 'id':
    case 'ids':
      return 'patch';
    case 'file':
    case 'files':
      return 'file';
    default:
      return 'none';
  }
}
