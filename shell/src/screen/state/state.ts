import type { Greeting, Status } from '@suture/protocol/process.js';
import { targetOf } from '../../connect/named.ts';
import { sanitizeLine } from '../../print/sanitize.ts';
import type { ViewCommand } from '../full/commands.ts';
import type { Printed } from '../theme.ts';
import type { Command } from './command.ts';
import type { KeyAction } from './keymap.ts';
import { emptyLine, type Line } from './line.ts';
import type { Completed, Menu } from './menu.ts';

/**
 * Connection to the process:
 *
 *     attached ──closed──▶ lost ──reopened──▶ attached
 */
export type Connection =
  | { readonly is: 'attached' }
  | { readonly is: 'lost'; readonly attempt: number; readonly waitMs: number };

/**
 * What the prompt is busy with:
 *
 *     idle ──submit──▶ running ──answer──▶ idle
 *                        └──question──▶ asking ──no──▶ running (winds up)
 *                                         └──yes──▶ changing ──answer──▶ idle
 */
export type Activity =
  | { readonly is: 'idle' }
  /** `endable` when ^C ends what runs, and does not only stop the wait. */
  | { readonly is: 'running'; readonly id: number; readonly text: string; readonly endable?: boolean }
  | { readonly is: 'asking'; readonly id: number; readonly text: string; readonly question: string }
  | { readonly is: 'changing'; readonly id: number; readonly text: string };

/** A shell that may have side effects. */
export interface Armed {
  readonly why: string;
  readonly leftMs: number;
}

/** Everything that the screen shows. */
export interface State {
  readonly size: { readonly columns: number; readonly rows: number };
  readonly connection: Connection;
  readonly greeting: Greeting;
  readonly status: Status | undefined;
  readonly patches: {
    readonly live: number;
    readonly unrecorded: number;
    /** When the first lease of an unrecorded patch ends; ISO 8601 in UTC. */
    readonly until?: string | undefined;
  };
  /** Path of the module that expressions are evaluated in. */
  readonly scope: string | undefined;
  /** What others are about to do to the process, as a sentence. */
  readonly others?: string | undefined;
  readonly line: Line;
  /** What was on the line before a question took it. */
  readonly setAside: Line;
  readonly killed: string;
  /** While earlier lines are searched: `at` is the place of the one shown, `before` what stood on the line. */
  readonly search:
    | { readonly query: string; readonly before: Line; readonly at: number; readonly found: boolean }
    | undefined;
  readonly menu: Menu | undefined;
  /** The value of what stands on the line. */
  readonly preview: string | undefined;
  /** Side effects are allowed: for how long still, and what for. */
  readonly armed: Armed | undefined;
  readonly history: { readonly entries: readonly string[]; readonly at: number | undefined; readonly draft: string };
  readonly activity: Activity;
  /** Submitted while another one ran. */
  readonly queue: readonly string[];
  readonly nextId: number;
  /** A sentence for the hint row that lasts until the next key. */
  readonly notice: string | undefined;
}

/** What happens to the screen. */
export type Action =
  | KeyAction
  | { readonly type: 'resized'; readonly columns: number; readonly rows: number }
  | { readonly type: 'status'; readonly status: Status }
  | ({ readonly type: 'patches' } & State['patches'])
  | { readonly type: 'attached'; readonly attached: number }
  | { readonly type: 'others'; readonly text: string | undefined }
  | { readonly type: 'said'; readonly lines: readonly Printed[] }
  | { readonly type: 'answered'; readonly id: number; readonly lines: readonly Printed[] }
  | { readonly type: 'scoped'; readonly module: string | undefined }
  | { readonly type: 'asked'; readonly id: number; readonly question: string }
  | ({ readonly type: 'completed' } & Completed)
  | { readonly type: 'previewed'; readonly of: string; readonly text: string }
  | { readonly type: 'endable'; readonly id: number }
  | { readonly type: 'armed'; readonly armed: Armed | undefined }
  | { readonly type: 'lost'; readonly attempt: number; readonly waitMs: number }
  | { readonly type: 'regained'; readonly greeting: Greeting };

/** What the reducer wants done outside. */
export type Effect =
  | { readonly do: 'print'; readonly lines: readonly Printed[] }
  | {
      readonly do: 'run';
      readonly id: number;
      readonly command: Command;
      readonly scope: string | undefined;
      /** What side effects are for. */
      readonly why: string | undefined;
    }
  /** Asks what may follow a text. */
  | { readonly do: 'complete'; readonly of: string; readonly scope: string | undefined }
  /** Asks for the value of a line. */
  | { readonly do: 'preview'; readonly of: string; readonly scope: string | undefined }
  /** Ends what runs, where it said that it can be ended. */
  | { readonly do: 'interrupt'; readonly id: number }
  /** Keeps a line for the next time. */
  | { readonly do: 'remember'; readonly text: string }
  | { readonly do: 'open'; readonly command: ViewCommand; readonly scope: string | undefined }
  | { readonly do: 'answer'; readonly id: number; readonly yes: boolean }
  | { readonly do: 'suspend' }
  | { readonly do: 'redraw' }
  | { readonly do: 'leave' };

/** The next state and what is to be done for it. */
export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** The screen as it opens. */
export function openingState(
  greeting: Greeting,
  size: { readonly columns: number; readonly rows: number },
  scope: string | undefined,
  history: readonly string[] = [],
): State {
  return {
    size,
    connection: { is: 'attached' },
    greeting,
    status: undefined,
    patches: { live: greeting.patches, unrecorded: 0 },
    scope,
    line: emptyLine,
    setAside: emptyLine,
    killed: '',
    search: undefined,
    menu: undefined,
    preview: undefined,
    armed: undefined,
    history: { entries: history, at: undefined, draft: '' },
    activity: { is: 'idle' },
    queue: [],
    nextId: 1,
    notice: undefined,
  };
}

/** What stands before the input: which process, which build, how many patches, which module. */
export function promptLabel(state: State): string {
  if (state.activity.is === 'asking') return `${state.activity.question} [y/N] `;
  if (state.search)
    return `search${state.search.found ? '' : ' (nothing older)'} "${sanitizeLine(state.search.query)}": `;
  const { name, revision } = state.greeting;
  const build = revision === null ? '' : `@${revision.slice(0, 7)}`;
  const patches = state.patches.live === 0 ? '' : `+${state.patches.live}`;
  const scope = state.scope === undefined ? '' : ` ${sanitizeLine(state.scope)}`;
  const armed = state.armed === undefined ? '' : ' ARMED';
  return `${sanitizeLine(name)}:${targetOf(state.greeting)}${sanitizeLine(build)}${patches}${scope}${armed}> `;
}
