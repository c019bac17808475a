import stringWidth from 'string-width';
import type { AgentEvent, Channel } from '../../connect/channel.ts';
import { sanitizeLine } from '../../print/sanitize.ts';
import type { Key } from '../keys.ts';
import type { State } from '../state/state.ts';
import type { Terminal } from '../terminal.ts';
import { paint, type Printed, say } from '../theme.ts';
import { answerKey, asking, type Asking } from './ask.ts';
import { allKeys, type FrameAct, frameKeys, keyNames } from './frame-keys.ts';
import { helpView } from './help-view.ts';
import { extentOf, layOut } from './layout.ts';
import type { PageSink, Place } from './page-sink.ts';
import { cell, textOf } from './row.ts';
import { type Extent, hold, type Scroll, scrollBy, scrollStart, scrollTo } from './scroll.ts';
import type { Page, Stage, View } from './view.ts';

/** What the full screen works with. */
export interface FullScreenOptions {
  readonly terminal: Terminal;
  readonly colours: boolean;
  readonly state: () => State;
  readonly channel: () => Channel;
  readonly present: Stage['present'];
  readonly print: (lines: readonly Printed[]) => void;
  /** Called when the last view was left, before the prompt has the terminal again. */
  readonly left: () => void;
}

interface Layer {
  readonly view: View;
  scroll: Scroll;
  search: string;
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
  #asking: Asking | undefined;
  #notice: string | undefined;
  #lent = false;
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
    const { channel, colours } = this.#options;
    return {
      channel,
      colours,
      changed: () => this.#changed(),
      ask: (question) => this.#ask(question),
      askText: (question, text) => this.#put(question, { text, typedOnly: false }),
      notice: (text) => {
        this.#notice = text;
        this.#changed();
      },
      print: this.#options.print,
      present: this.#options.present,
      goTo: (row) => {
        const layer = this.#layers.at(-1);
        if (layer !== undefined)
          layer.scroll = { top: this.#look(layer).page.marks ? layer.scroll.top : row, at: row, atEnd: false };
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
    this.#layers.push({ view, scroll: scrollStart, search: '' });
    this.#sink ??= this.#options.terminal.enterFull();
    this.#changed();
  }

  /** Takes a key. */
  key(key: Key): void {
    if (this.#lent) return;
    this.#notice = undefined;
    if (this.#asking !== undefined) this.#answer(key);
    else this.#pressAll(keyNames(key));
    this.#changed();
  }

  /** Draws again: the size, the health of the process or the connection has changed. */
  changed(startOver = false): void {
    if (startOver) this.#sink?.startOver();
    this.#changed();
  }

  /** Tells the views of an event. */
  heard(event: AgentEvent): void {
    for (const { view } of this.#layers) view.heard?.(event);
  }

  /** Tells the views that the connection was lost, or that there is one again. */
  connected(channel: Channel | undefined): void {
    for (const { view } of this.#layers) view.connected?.(channel);
  }

  /** Leaves every view. May be called twice. */
  close(): void {
    this.#settle(undefined);
    for (const { view } of this.#layers.splice(0)) view.close();
    this.#leave();
  }

  #pressAll(names: readonly string[]): void {
    for (const [index, name] of names.entries()) {
      this.#press(name);
      if (this.#asking === undefined) continue;
      // What follows in the same read belongs to the line that was opened; but nobody has read a question that fast.
      if (!this.#asking.typedOnly) this.#answer({ is: 'text', text: names.slice(index + 1).join('') });
      return;
    }
  }

  #press(name: string): void {
    const layer = this.#layers.at(-1);
    if (layer === undefined) return;
    const { page, extent } = this.#look(layer);
    const held = hold(layer.scroll, extent, page.follows ?? false);
    const at = page.marks ? held.at : held.top;
    const own = layer.view.keys().find(({ keys }) => keys.includes(name));
    if (own !== undefined) return layer.view.act(own.act, at);
    const entry = frameKeys.find(({ keys }) => keys.includes(name));
    if (entry !== undefined) this.#act(layer, entry.act, extent, page);
  }

  #act(layer: Layer, act: FrameAct, extent: Extent, page: Page): void {
    switch (act) {
      case 'back':
        return void this.#back(layer);
      case 'help':
        return this.show(helpView(layer.view.title, allKeys(layer.view.keys())));
      case 'search':
        return void this.#put('/', { text: undefined, typedOnly: false }).then((text) => {
          if (text === undefined) return;
          layer.search = text;
          this.#find(layer, 1, 0);
        });
      case 'nextFound':
        return this.#find(layer, 1, 1);
      case 'lastFound':
        return this.#find(layer, -1, 1);
      case 'redraw':
        return this.#sink?.startOver();
      case 'suspend':
        return this.#options.terminal.suspend();
      default:
        layer.scroll = scrollBy(hold(layer.scroll, extent, page.follows ?? false), act, extent);
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

  /** Goes to the next row that holds what is searched for, around the end. */
  #find(layer: Layer, by: 1 | -1, from: 0 | 1): void {
    const { page, extent } = this.#look(layer);
    const wanted = layer.search.toLowerCase();
    const count = page.body.length;
    if (wanted === '' || count === 0) return;
    const start = hold(layer.scroll, extent, page.follows ?? false).at;
    for (let step = from; step < count + from; step += 1) {
      const row = (((start + by * step) % count) + count) % count;
      if (
        !textOf(page.body[row] ?? [])
          .toLowerCase()
          .includes(wanted)
      )
        continue;
      layer.scroll = scrollTo(layer.scroll, row, extent);
      this.#changed();
      return;
    }
    this.#notice = `"${sanitizeLine(layer.search)}" is not in here.`;
    this.#changed();
  }

  #look(layer: Layer): { readonly page: Page; readonly extent: Extent } {
    const { size } = this.#options.state();
    const page = layer.view.page(size, layer.scroll.at);
    return { page, extent: extentOf(page, size.rows, this.#asking !== undefined) };
  }

  async #ask(question: string): Promise<boolean> {
    const text = await this.#put(`${question} [y/N] `, { text: undefined, typedOnly: true });
    return text !== undefined && /^\s*y(es)?\s*$/i.test(text);
  }

  #put(question: string, options: { text: string | undefined; typedOnly: boolean }): Promise<string | undefined> {
    if (!this.isOpen) return Promise.resolve(undefined);
    this.#settle(undefined);
    return new Promise((resolve) => {
      this.#asking = asking(question, resolve, options);
      this.#changed();
    });
  }

  #answer(key: Key): void {
    const before = this.#asking;
    if (before === undefined) return;
    const after = answerKey(before, key);
    // Settling may have opened the next question already.
    if (this.#asking === before) this.#asking = after === 'settled' ? undefined : after;
  }

  #settle(text: string | undefined): void {
    const before = this.#asking;
    this.#asking = undefined;
    before?.settle(text);
  }

  async #lend<T>(run: () => Promise<T>): Promise<T> {
    this.#lent = true;
    try {
      return await this.#options.terminal.lend(run);
    } finally {
      this.#lent = false;
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
    const { page, extent } = this.#look(layer);
    layer.scroll = hold(layer.scroll, extent, page.follows ?? false);
    const { hint, cursor } = this.#hint(layer, state);
    const rows = layOut({
      title: layer.view.title,
      page,
      scroll: layer.scroll,
      search: layer.search,
      hint,
      asks: this.#asking !== undefined,
      state,
    });
    this.#sink.draw(
      rows.map((row) => paint(row, this.#options.colours)),
      cursor,
    );
  }

  #hint(layer: Layer, { size }: State): { readonly hint: Printed; readonly cursor?: Place } {
    if (this.#asking !== undefined) {
      const { question, line } = this.#asking;
      const before = sanitizeLine(line.text.slice(0, line.cursor));
      const after = sanitizeLine(line.text.slice(line.cursor));
      const room = size.columns - 2 - stringWidth(before);
      const shown = shorten(question, room);
      const column = Math.min(size.columns - 2, stringWidth(shown) + stringWidth(before));
      return {
        hint: [{ text: shown, tone: 'prompt' }, { text: before + after }],
        cursor: { row: size.rows - 1, column },
      };
    }
    if (this.#notice !== undefined) return { hint: say(` ${this.#notice}`, 'warning') };
    const own = layer.view.keys().map(({ shown, does }) => `${shown} ${does}`);
    return { hint: say(` ${[...own, '? keys', 'q back'].join('   ')}`, 'muted') };
  }
}

/** What is typed is never pushed out by a long question, and how it is answered stays in sight. */
function shorten(question: string, columns: number): string {
  if (stringWidth(question) <= columns) return question;
  const end = question.slice(-7);
  return `${cell(question.slice(0, -7), Math.max(0, columns - stringWidth(end)))}${end}`;
}
