import { type Extent, hold, type Scroll, scrollBy, scrollStart, scrollTo } from './scroll.ts';
import { extentOf } from './layout.ts';
import { findRow } from './search.ts';
import type { Page, View } from './view.ts';

/** Room that a page is laid out in. */
export interface Room {
  readonly columns: number;
  readonly rows: number;
  /** Whether a question takes a row of it. */
  readonly asks: boolean;
}

/** One of the views that lie on top of each other: where it is scrolled to, and what is searched for in it. */
export class Layer {
  readonly view: View;
  search = '';
  #scroll: Scroll = scrollStart;

  constructor(view: View) {
    this.view = view;
  }

  /** Its page, and where that is scrolled to; a page that has become shorter is not left. */
  look(room: Room): { readonly page: Page; readonly extent: Extent; readonly scroll: Scroll } {
    const page = this.view.page(room, this.#scroll.at);
    const extent = extentOf(page, room.rows, room.asks);
    return { page, extent, scroll: hold(this.#scroll, extent, page.follows ?? false) };
  }

  /** The same, and that is where it is from now on. */
  settle(room: Room): { readonly page: Page; readonly scroll: Scroll } {
    const { page, scroll } = this.look(room);
    this.#scroll = scroll;
    return { page, scroll };
  }

  /** The row that a key is about. */
  at(room: Room): number {
    const { page, scroll } = this.look(room);
    return page.marks ? scroll.at : scroll.top;
  }

  scrollBy(by: Parameters<typeof scrollBy>[1], room: Room): void {
    const { extent, scroll } = this.look(room);
    this.#scroll = scrollBy(scroll, by, extent);
  }

  goTo(row: number, room: Room): void {
    const top = this.look(room).page.marks ? this.#scroll.top : row;
    this.#scroll = { top, at: row, atEnd: false };
  }

  /** Goes to the next row, or the last one, that holds what is searched for; false when none does. */
  find(by: 1 | -1, inclusive: boolean, room: Room): boolean {
    const { page, extent, scroll } = this.look(room);
    const row = findRow(page.body, this.search, { at: scroll.at, by, inclusive });
    if (row !== undefined) this.#scroll = scrollTo(this.#scroll, row, extent);
    return row !== undefined || this.search === '';
  }
}
