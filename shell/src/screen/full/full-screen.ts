import { sanitizeLine } from '../../print/sanitize.ts';
import type { Key } from '../keys.ts';
import type { State } from '../state/state.ts';
import type { Terminal } from '../terminal.ts';
import { paint } from '../theme.ts';
import { hintRow, Questions } from './questions.ts';
import { allKeys, type FrameAct, frameKeys, keyNames } from './frame-keys.ts';
import { helpView } from './help-view.ts';
import { Layer, type Room } from './layer.ts';
import { layOut } from './layout.ts';
import type { PageSink } from './page-sink.ts';
import type { Stage, View } from './view.ts';

/** What the full screen works with. */
export interface FullScreenOptions extends Pick<Stage, 'colours' | 'seen' | 'channel' | 'present' | 'print'> {
  readonly terminal: Terminal;
  readonly state: () => State;
  /** Called when the last view was left, before the prompt has the terminal again. */
  readonly left: () => void;
}

/**
 * The views that lie on top of the prompt, on the alternate screen:
 *
 *     closed ──open──▶ one view ──show──▶ views on top of each other ──back──▶ … ──back──▶ closed
 */
export class FullScreen {
  readonly #options: FullScreenOptions;
  readonly #layers: Layer[] = [];
  #sink: PageSink | undefined;
  readonly #questions: Questions = new Questions(() => this.#changed());
  #notice: string | undefined;
  #lent = false;
  #lending: Promise<unknown> = Promise.resolve();
  #due = false;

  constructor(options: FullScreenOptions) {
    this.#options = options;
  }

  /** Whether keys belong to a view. */
  get isOpen(): boolean {
    return this.#layers.length > 0;
  }

  /** What views are given to work with. */
  get stage(): Stage {
    const { channel, present, print, colours, seen } = this.#options;
    return {
      colours,
      seen,
      channel,
      present,
      print,
      changed: () => this.#changed(),
      ask: (question) => this.#ask(question),
      askText: async (question, text) => (this.isOpen ? this.#questions.put(question, text) : undefined),
      notice: (text) => {
        this.#notice = text;
        this.#changed();
      },
      goTo: (row) => {
        this.#layers.at(-1)?.goTo(row, this.#room);
        this.#changed();
      },
      back: () => {
        const layer = this.#layers.at(-1);
        if (layer !== undefined) this.#take(layer);
      },
      show: (view) => this.show(view),
      lend: (run) => this.#lend(run),
    };
  }

  /** Puts a view on top. */
  show(view: View): void {
    this.#layers.push(new Layer(view));
    this.#sink ??= this.#options.terminal.enterFull();
    this.#changed();
  }

  /** Takes a key. */
  key(key: Key): void {
    if (this.#lent) return;
    this.#notice = undefined;
    if (this.#questions.open !== undefined) this.#questions.answer(key);
    else this.#pressAll(keyNames(key));
    this.#changed();
  }

  /** Draws again: the size, the health of the process or the connection has changed. */
  changed(startOver = false): void {
    if (startOver) this.#sink?.startOver();
    this.#changed();
  }

  /** Tells each view, of an event or of the connection. */
  tell(what: (view: View) => void): void {
    for (const { view } of this.#layers) what(view);
  }

  /** Waits until a program that the terminal was lent to has given it back; not for ever. */
  async givenBack(waitMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, waitMs)));
    await Promise.race([this.#lending, late]);
    clearTimeout(timer);
  }

  /** Leaves every view. May be called twice. */
  close(): void {
    this.#questions.drop();
    for (const { view } of this.#layers.splice(0)) view.close();
    if (!this.#lent) this.#leave();
  }

  #pressAll(names: readonly string[]): void {
    for (const [index, name] of names.entries()) {
      this.#press(name);
      if (this.#questions.open === undefined) continue;
      // What follows in the same read belongs to the line that was opened; but nobody has read a question that fast.
      if (!this.#questions.open.typedOnly)
        this.#questions.answer({ is: 'text', text: names.slice(index + 1).join('') });
      return;
    }
  }

  #press(name: string): void {
    const layer = this.#layers.at(-1);
    if (layer === undefined) return;
    const own = layer.view.keys().find(({ keys }) => keys.includes(name));
    if (own !== undefined) return layer.view.act(own.act, layer.at(this.#room));
    const entry = frameKeys.find(({ keys }) => keys.includes(name));
    if (entry !== undefined) this.#act(layer, entry.act);
  }

  #act(layer: Layer, act: FrameAct): void {
    switch (act) {
      case 'back':
        return void this.#back(layer);
      case 'help':
        return this.show(helpView(layer.view.title, allKeys(layer.view.keys()), () => this.stage.back()));
      case 'search':
        return void this.#questions.put('/').then((text) => {
          if (text === undefined) return;
          layer.search = text;
          this.#find(layer, 1, true);
        });
      case 'nextFound':
        return this.#find(layer, 1, false);
      case 'lastFound':
        return this.#find(layer, -1, false);
      case 'redraw':
        return this.#sink?.startOver();
      case 'suspend':
        return this.#options.terminal.suspend();
      default:
        layer.scrollBy(act, this.#room);
    }
  }

  async #back(layer: Layer): Promise<void> {
    if (layer.search !== '') {
      layer.search = '';
      return;
    }
    const held = layer.view.holds?.();
    if (held === undefined || (await this.#ask(held))) this.#take(layer);
  }

  #take(layer: Layer): void {
    const index = this.#layers.indexOf(layer);
    if (index < 0) return;
    for (const { view } of this.#layers.splice(index)) view.close();
    if (this.#layers.length === 0) this.#leave();
    else this.#changed();
  }

  #find(layer: Layer, by: 1 | -1, inclusive: boolean): void {
    const isFound = layer.find(by, inclusive, this.#room);
    if (!isFound) this.#notice = `"${sanitizeLine(layer.search)}" is not in here.`;
    this.#changed();
  }

  async #ask(question: string): Promise<boolean> {
    return this.isOpen && (await this.#questions.agrees(question));
  }

  get #room(): Room {
    return { ...this.#options.state().size, asks: this.#questions.open !== undefined };
  }

  async #lend<T>(run: () => Promise<T>): Promise<T> {
    this.#lent = true;
    const lending = this.#options.terminal.lend(run);
    this.#lending = lending.catch(() => {});
    try {
      return await lending;
    } finally {
      this.#lent = false;
      if (!this.isOpen) this.#leave();
      this.#sink?.startOver();
      this.#changed();
    }
  }

  #leave(): void {
    if (this.#sink === undefined) return;
    this.#sink = undefined;
    // The prompt is laid out before it is shown again: the terminal may have another size by now.
    this.#options.left();
    this.#options.terminal.leaveFull();
  }

  /** Everything that one read or one event brings is laid out once. */
  #changed(): void {
    if (this.#due) return;
    this.#due = true;
    setImmediate(() => {
      this.#due = false;
      this.#draw();
    });
  }

  #draw(): void {
    const layer = this.#layers.at(-1);
    if (layer === undefined || this.#sink === undefined || this.#lent) return;
    const state = this.#options.state();
    const { page, scroll } = layer.settle(this.#room);
    const { hint, cursor } = hintRow(this.#questions.open, this.#notice, layer.view.keys(), state.size);
    const rows = layOut({
      title: layer.view.title,
      page,
      scroll,
      search: layer.search,
      hint,
      asks: this.#questions.open !== undefined,
      state,
    });
    this.#sink.draw(
      rows.map((row) => paint(row, this.#options.colours)),
      cursor,
    );
  }
}
