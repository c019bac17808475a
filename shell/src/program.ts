import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { attach, defineAttach } from './commands/attach.ts';
import { defineAudit } from './commands/audit.ts';
import { defineDemo } from './commands/demo.ts';
import { defineDrift } from './commands/drift.ts';
import { defineEval } from './commands/eval.ts';
import { defineExtend } from './commands/extend.ts';
import { defineGate } from './commands/gate.ts';
import { defineHistory } from './commands/history.ts';
import type { Run } from './commands/invocation.ts';
import { defineInterrupt } from './commands/interrupt.ts';
import { defineLs } from './commands/ls.ts';
import { defineModules } from './commands/modules.ts';
import { defineOutbox } from './commands/outbox.ts';
import { definePatch } from './commands/patch.ts';
import { definePatches } from './commands/patches.ts';
import { definePlan } from './commands/plan.ts';
import { definePromote } from './commands/promote.ts';
import { defineRebuild } from './commands/rebuild.ts';
import { defineRollback } from './commands/rollback.ts';
import { defineSource } from './commands/source.ts';
import { defineStack } from './commands/stack.ts';
import { defineStatus } from './commands/status.ts';
import { defineHeap } from './commands/heap.ts';
import { defineHandles } from './commands/handles.ts';
import { defineFunction } from './commands/function.ts';
import { defineInflight } from './commands/inflight.ts';
import { defineInstances } from './commands/instances.ts';
import { defineProfile } from './commands/profile.ts';
import { defineSnapshot } from './commands/snapshot.ts';
import { defineReplay } from './commands/replay.ts';
import { defineWatch } from './commands/watch.ts';
import { defineWho } from './commands/who.ts';
import { Failure } from './failure.ts';

/** The options that every command takes. */
export interface GlobalOptions {
  readonly target?: string;
  readonly json?: true;
}

const exits = `
Exit codes: 0 done; 1 the answer is no; 2 wrong use; 3 the target cannot be reached; 4 not permitted;
5 loaded, but its record has not landed yet; 6 outcome unknown; 7 taken back again.`;

type Define = (program: Command, run: Run) => void;

/** The commands by what one wants, in the order in which one would. */
const commandGroups: Readonly<Record<string, readonly Define[]>> = {
  Begin: [defineAttach, defineLs, defineStatus, defineWho, defineDemo],
  Look: [
    defineEval,
    defineModules,
    defineSource,
    defineFunction,
    defineWatch,
    defineReplay,
    defineInflight,
    defineHeap,
    defineInstances,
    defineStack,
    defineHandles,
    defineProfile,
    defineSnapshot,
  ],
  Change: [definePlan, definePatch, definePromote, defineRollback, defineInterrupt],
  Record: [
    definePatches,
    defineOutbox,
    defineExtend,
    defineDrift,
    defineGate,
    defineRebuild,
    defineHistory,
    defineAudit,
  ],
};

/** Builds the command line; prints nothing but help and never exits. */
export function buildProgram(run: Run): Command {
  const program = new Command('suture')
    .description('Patch a live Node.js process, and never forget the fix.')
    .version(version(), '--version', 'print the version')
    .option(
      '-t, --target <target>',
      'name, pid, PID/N for worker thread N, socket path or ws:// address (or SUTURE_TARGET)',
    )
    .option('--json', 'print one JSON document, for programs')
    .helpOption('-h, --help', 'explain a command')
    .helpCommand('help [command]', 'explain a command')
    .configureHelp({ showGlobalOptions: true })
    // Errors of the command line are printed where all others are.
    .configureOutput({ outputError: () => {} })
    .showSuggestionAfterError(true)
    .exitOverride()
    .addHelpText('after', exits);
  for (const [group, commands] of Object.entries(commandGroups)) {
    program.commandsGroup(`${group}:`);
    for (const define of commands) define(program, run);
  }
  return program.allowExcessArguments().action(async () => {
    const [unknown] = program.args;
    if (unknown !== undefined) throw unknownCommand(unknown);
    await run((invocation) => attach(invocation, undefined));
  });
}

function unknownCommand(name: string): Failure {
  return new Failure('usage', `There is no command ${name}.`, {
    hint: '`suture --help` lists the commands; `suture attach TARGET` opens the shell.',
    exit: 'usage',
  });
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
