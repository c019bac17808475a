import type { Command as PlainCommand } from 'commander';
import { buildProgram } from '../../program.ts';
import type { ArgumentKind, CommandEntry, Group, State } from './command.ts';

interface Facts {
  readonly group: Group;
  readonly possible?: (state: State) => boolean;
  readonly armed?: true;
}

const hasLive = ({ patches }: State): boolean => patches.live > 0;

/** What the prompt knows beyond the command line itself; a command that is not here is one that looks. */
const facts: Readonly<Record<string, Facts>> = {
  plan: { group: 'change' },
  interrupt: { group: 'change', armed: true },
  rollback: { group: 'change', possible: hasLive },
  promote: { group: 'change', possible: hasLive },
  extend: { group: 'record', possible: ({ patches }) => patches.unrecorded > 0 },
  patches: { group: 'record' },
  outbox: { group: 'record' },
  drift: { group: 'record' },
  history: { group: 'record' },
  audit: { group: 'record' },
  gate: { group: 'record', possible: hasLive },
  rebuild: { group: 'record' },
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
  const { group, possible, armed } = facts[name] ?? { group: 'look' };
  const needed = plain.options.filter(({ mandatory }) => mandatory).map(({ flags }) => shortened(flags));
  const places = plain.registeredArguments.map((each) => {
    const shown = `${each.name().toUpperCase()}${each.variadic ? '…' : ''}`;
    return each.required ? shown : `[${shown}]`;
  });
  return {
    name,
    usage: [`:${name}`, ...places, ...needed].join(' '),
    does: plain.description(),
    group,
    possible,
    armed,
    arguments: plain.registeredArguments.map((each) => kindOf(each.name())),
    options: plain.options.flatMap(({ long }) => long ?? []),
    read: (words) => ({ is: 'plain', name, words: [name, ...words] }),
  };
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
