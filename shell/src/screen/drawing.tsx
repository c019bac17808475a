import { EventEmitter } from 'node:events';
import { render } from 'ink';
import type { Sink } from './sink.ts';
import type { State } from './state/state.ts';
import { inputOf, Screen } from './views/screen.tsx';

/** Draws states. */
export interface Drawing {
  draw(state: State): void;
  close(): void;
}

/** What ink takes for a terminal: it lays frames out for its size and hands each over whole. */
class FrameStream extends EventEmitter {
  columns: number;
  rows: number;
  frame = '';

  constructor({ columns, rows }: State['size']) {
    super();
    this.columns = columns;
    this.rows = rows;
  }

  write(frame: string): boolean {
    this.frame = frame;
    return true;
  }
}

/** Lays states out with ink and hands the rows to the sink: ink neither reads keys nor writes to the terminal. */
export function openDrawing(sink: Sink, first: State): Drawing {
  const stream = new FrameStream(first.size);
  // `debug` is what makes ink hand over every frame whole, at once, and never erase anything (checked with 6.8, 7.1 and 8.0).
  const ink = render(<Screen state={first} />, {
    debug: true,
    stdout: stream as unknown as NodeJS.WriteStream,
    stderr: new FrameStream(first.size) as unknown as NodeJS.WriteStream,
    stdin: new EventEmitter() as unknown as NodeJS.ReadStream,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  const show = (state: State): void => sink.draw(stream.frame, inputOf(state).cursor);
  show(first);
  return {
    draw(state) {
      stream.columns = state.size.columns;
      stream.rows = state.size.rows;
      ink.rerender(<Screen state={state} />);
      show(state);
    },
    close() {
      ink.unmount();
    },
  };
}
