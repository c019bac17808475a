import type { SeenLog } from '../../change/seen-log.ts';
import type { Doing } from '@suture/protocol/presence.js';
import type { AgentEvent, Channel } from '../../connect/channel.ts';
import type { Printed } from '../theme.ts';

/** What a view shows: rows that stay on top, rows that scroll, rows that stay below. Cut to the width by the frame. */
export interface Page {
  readonly head: readonly Printed[];
  readonly body: readonly Printed[];
  readonly foot: readonly Printed[];
  /** Whether one row of the body is marked: keys act on it. */
  readonly marks: boolean;
  /** Whether the end of the body stays in sight while it grows and nobody has scrolled away from it. */
  readonly follows?: boolean;
}

/** One row of a view's key table; the keys and the help are made of these. */
export interface ViewKey {
  /** As the decoder names them; text is one character. */
  readonly keys: readonly string[];
  readonly act: string;
  readonly shown: string;
  readonly does: string;
}

/** A full-screen view while it is open. It keeps its state and gives rows; keys, scrolling and drawing are the frame's. */
export interface View {
  readonly title: string;
  /** What can be done now; these go before the keys of the frame. */
  keys(): readonly ViewKey[];
  /** Rows for a size, by what the view holds now and where the mark stands. */
  page(size: { readonly columns: number; readonly rows: number }, at: number): Page;
  /** Carries out what a key of the table means, on the marked row, or the first one in sight. */
  act(act: string, at: number): void;
  /** Something that the process tells while the view is open. */
  heard?(event: AgentEvent): void;
  /** The connection was lost, or there is one again. */
  connected?(channel: Channel | undefined): void;
  /** Says what would be lost by leaving now; undefined when it may be left. */
  holds?(): string | undefined;
  /** May be called twice. */
  close(): void;
}

/** What a view is given to work with. */
export interface Stage {
  /** Whether there are any: without them nothing may be told by looks alone. */
  readonly colours: boolean;
  /** What was seen in this shell. */
  readonly seen: SeenLog;
  /** The channel of now; it changes when the connection is opened again. */
  channel(): Channel;
  /** Has the view drawn again. */
  changed(): void;
  /** Asks a question that is answered with y and Enter. */
  ask(question: string): Promise<boolean>;
  /** Asks for a line of text; undefined when nobody wants to give one. */
  askText(question: string, text?: string): Promise<string | undefined>;
  /** A sentence that stands in the hint row until the next key. */
  notice(text: string): void;
  /** Prints lines above the prompt, where they stay when the views are left. */
  print(lines: readonly Printed[]): void;
  /** Has a row of the body on top. */
  goTo(row: number): void;
  /** Tells everybody attached what is about to be done here; null for nothing. */
  present(doing: Doing | null): void;
  /** Leaves the view on top. */
  back(): void;
  /** Puts another view on top of this one. */
  show(view: View): void;
  /** Gives the terminal to another program for as long as it runs. */
  lend<T>(run: () => Promise<T>): Promise<T>;
}
