import { SeenLog } from '../change/seen-log.ts';
import type { Channel } from '../connect/channel.ts';
import { wantsColour } from '../print/paint.ts';
import { sanitizeLine } from '../print/sanitize.ts';
import type { ChangeFlow } from './change-flow.ts';
import { Conversation, type Seat } from './conversation.ts';
import { HistoryFile, historyPath } from './history-file.ts';
import { KeyGate } from './key-gate.ts';
import { Resume } from './resume.ts';
import type { Announced } from './require-terminal.ts';
import { reduce } from './state/reduce.ts';
import { actionOf } from './state/keymap.ts';
import { type Action, type Effect, openingState, type State } from './state/state.ts';
import { Terminal } from './terminal.ts';
import { paint, say } from './theme.ts';
import { words } from './words.ts';

/** How long an editor that was asked to end may take to give the terminal back. */
const editorEndMs = 1_000;

/** What the prompt is opened with. */
export interface AttachOptions {
  readonly channel: Channel;
  /** The module that expressions are evaluated in from the start. */
  readonly module?: string | undefined;
  readonly change: ChangeFlow;
  readonly seat: Seat;
  /** What stands on the terminal until the first frame. */
  readonly announced: Announced;
  /** Opens a channel again that was lost. */
  readonly reopen: (lost: Channel) => Promise<Channel>;
}

/** Opens the prompt on a process and ends when it is left; the channel is closed then. Needs a terminal at both ends. */
export async function attachScreen(options: AttachOptions): Promise<void> {
  const { channel, change, seat } = options;
  const colours = wantsColour(true, process.env);
  const module =
    options.module === undefined ? undefined : (await channel.call('source', { module: options.module })).path;
  const { openDrawing, FullScreen, openView } = await importDrawing(colours);

  let leave: (signal: NodeJS.Signals | undefined) => void = () => {};
  const left = new Promise<NodeJS.Signals | undefined>((resolve) => {
    leave = resolve;
  });
  const gate = new KeyGate((key) => {
    if (full.isOpen) return full.key(key);
    const action = actionOf(key);
    if (action) dispatch(action);
  });
  options.announced.handOver();
  const terminal = new Terminal({
    key: (key) => gate.key(key),
    resized: (columns, rows) => {
      dispatch({ type: 'resized', columns, rows });
      full.changed(true);
    },
    ended: leave,
  });
  const history = new HistoryFile(historyPath(seat.env, channel.greeting.name));
  let state: State = openingState(channel.greeting, terminal.size, module, history.read());
  const drawing = openDrawing(terminal.sink, state);
  const seen = new SeenLog();
  const full = new FullScreen({
    terminal,
    colours,
    seen,
    state: () => state,
    channel: () => conversation.channel,
    present: (doing) => conversation.present(doing),
    print: (lines) => dispatch({ type: 'said', lines }),
    left: () => drawing.draw(state),
  });
  let due = false;

  const effect = (wanted: Effect): void => {
    switch (wanted.do) {
      case 'print':
        return terminal.sink.print(wanted.lines.map((line) => paint(line, colours)));
      case 'run':
        return void conversation.run(wanted.id, wanted.command, wanted);
      case 'complete':
        return gate.until(conversation.inquiry.complete(wanted.of, wanted.scope));
      case 'preview':
        return conversation.inquiry.preview(wanted.of, wanted.scope);
      case 'interrupt':
        return conversation.interrupt(wanted.id);
      case 'remember':
        return history.add(wanted.text);
      case 'open':
        return full.show(openView(wanted.command, { stage: full.stage, change, scope: wanted.scope, cwd: seat.cwd }));
      case 'answer':
        return conversation.answer(wanted.id, wanted.yes);
      case 'suspend':
        return terminal.suspend();
      case 'redraw':
        return terminal.sink.redraw();
      case 'leave':
        return leave(undefined);
    }
  };
  const dispatch = (action: Action): void => {
    const step = reduce(state, action);
    state = step.state;
    for (const wanted of step.effects) effect(wanted);
    if (due) return;
    due = true;
    // Everything that one read or one frame brings is laid out once.
    setImmediate(() => {
      due = false;
      if (!open) return;
      if (full.isOpen) full.changed();
      else drawing.draw(state);
    });
  };
  let open = true;
  const conversation = new Conversation({
    channel,
    reopen: options.reopen,
    colours,
    seat,
    columns: () => state.size.columns,
    dispatch,
    saw: (one) => seen.add(one),
    heard: (event) => full.tell((view) => view.heard?.(event)),
    connected: (known) => full.tell((view) => view.connected?.(known)),
  });

  const resume = new Resume({
    channel: () => conversation.channel,
    finish: (channel) => change.finishDue(channel),
    said: (lines) => dispatch({ type: 'said', lines: lines.map((line) => say(sanitizeLine(line), 'good')) }),
  });

  const signal = await left;
  open = false;
  full.close();
  await full.givenBack(editorEndMs);
  resume.close();
  conversation.close();
  drawing.close();
  terminal.close();
  if (signal === undefined) process.stdout.write(`${words.left}\n`);
  // Ends as if the signal had not been caught, now that the terminal is as it was.
  else process.kill(process.pid, signal);
}

interface Drawn {
  readonly openDrawing: typeof import('./drawing.tsx').openDrawing;
  readonly FullScreen: typeof import('./full/full-screen.ts').FullScreen;
  readonly openView: typeof import('./full/open-view.ts').openView;
}

/** React and chalk read the environment while they load; children of this process shall not see what is set for them. */
async function importDrawing(colours: boolean): Promise<Drawn> {
  const before = { NODE_ENV: process.env['NODE_ENV'], FORCE_COLOR: process.env['FORCE_COLOR'] };
  process.env['NODE_ENV'] = 'production';
  if (!colours) process.env['FORCE_COLOR'] = '0';
  try {
    const [drawing, { FullScreen }, { openView }] = await Promise.all([
      import('./drawing.tsx'),
      import('./full/full-screen.ts'),
      import('./full/open-view.ts'),
    ]);
    return { openDrawing: drawing.openDrawing, FullScreen, openView };
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
