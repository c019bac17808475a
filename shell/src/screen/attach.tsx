import type { Channel } from '../connect/channel.ts';
import { openChannel } from '../connect/socket-channel.ts';
import { wantsColour } from '../print/paint.ts';
import type { ChangeFlow } from './change-flow.ts';
import { Conversation } from './conversation.ts';
import { reduce } from './state/reduce.ts';
import { actionOf } from './state/keymap.ts';
import { type Action, type Effect, openingState, type State } from './state/state.ts';
import { Terminal } from './terminal.ts';
import { paint } from './theme.ts';
import { words } from './words.ts';

/** What the prompt is opened with. */
export interface AttachOptions {
  readonly channel: Channel;
  /** The module that expressions are evaluated in from the start. */
  readonly module?: string | undefined;
  readonly change: ChangeFlow;
  /** Opens the channel again after it was lost; the same address unless told otherwise. */
  readonly reopen?: () => Promise<Channel>;
}

/** Opens the prompt on a process and ends when it is left; the channel is closed then. Needs a terminal at both ends. */
export async function attachScreen(options: AttachOptions): Promise<void> {
  const { channel, change } = options;
  const colours = wantsColour(true, process.env);
  const module =
    options.module === undefined ? undefined : (await channel.call('source', { module: options.module })).path;
  const { openDrawing, FullScreen, openView } = await importDrawing(colours);

  let leave: (signal: NodeJS.Signals | undefined) => void = () => {};
  const left = new Promise<NodeJS.Signals | undefined>((resolve) => {
    leave = resolve;
  });
  const terminal = new Terminal({
    key: (key) => {
      if (full.isOpen) return full.key(key);
      const action = actionOf(key);
      if (action) dispatch(action);
    },
    resized: (columns, rows) => {
      dispatch({ type: 'resized', columns, rows });
      full.changed(true);
    },
    ended: leave,
  });
  let state: State = openingState(channel.greeting, terminal.size, module);
  const drawing = openDrawing(terminal.sink, state);
  const full = new FullScreen({
    terminal,
    colours,
    state: () => state,
    channel: () => conversation.channel,
    left: () => drawing.draw(state),
  });
  let due = false;

  const effect = (wanted: Effect): void => {
    switch (wanted.do) {
      case 'print':
        return terminal.sink.print(wanted.lines.map((line) => paint(line, colours)));
      case 'run':
        return void conversation.run(wanted.id, wanted.command, wanted.scope);
      case 'open':
        return full.show(openView(wanted.command, { stage: full.stage, change, scope: wanted.scope }));
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
    change,
    reopen: options.reopen ?? (() => openChannel(channel.address)),
    colours,
    dispatch,
    heard: (event) => full.heard(event),
    connected: (known) => full.connected(known),
  });

  const signal = await left;
  open = false;
  full.close();
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
