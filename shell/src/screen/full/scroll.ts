/** Where one stands in a body of rows. */
export interface Scroll {
  /** First row that is shown. */
  readonly top: number;
  /** The marked row. */
  readonly at: number;
  /** Whether the end stays in sight. */
  readonly atEnd: boolean;
}

/** At the first row. */
export const scrollStart: Scroll = { top: 0, at: 0, atEnd: true };

/** What the body is like now. */
export interface Extent {
  /** Rows that there are, and rows that are shown. */
  readonly rows: number;
  readonly room: number;
  readonly marks: boolean;
}

/** Ways to move. */
export type Move = 'up' | 'down' | 'halfUp' | 'halfDown' | 'pageUp' | 'pageDown' | 'start' | 'end';

/** Moves the mark, or the rows where none is marked. */
export function scrollBy(scroll: Scroll, move: Move, extent: Extent): Scroll {
  const by = distance(move, extent);
  const held = hold(scroll, extent, false);
  const next = extent.marks
    ? hold({ ...held, at: held.at + by }, extent, false)
    : hold({ ...held, top: held.top + by }, extent, false);
  return { ...next, atEnd: isAtEnd(next, extent) };
}

/** Goes to a row and has it in sight. */
export function scrollTo(scroll: Scroll, row: number, extent: Extent): Scroll {
  const top = extent.marks ? scroll.top : row - Math.floor(extent.room / 3);
  const next = hold({ ...scroll, at: row, top }, extent, false);
  return { ...next, atEnd: isAtEnd(next, extent) };
}

/** Keeps a scroll within the body as it is now; the mark stays in sight. */
export function hold(scroll: Scroll, { rows, room, marks }: Extent, follows: boolean): Scroll {
  const last = Math.max(0, rows - 1);
  const stick = follows && scroll.atEnd;
  const at = clamp(stick ? last : scroll.at, 0, last);
  const mostTop = Math.max(0, rows - room);
  let top = clamp(stick ? mostTop : scroll.top, 0, mostTop);
  if (marks && room > 0) top = clamp(top, Math.max(0, at - room + 1), at);
  return { top, at, atEnd: scroll.atEnd };
}

function isAtEnd({ top, at }: Scroll, { rows, room, marks }: Extent): boolean {
  return marks ? at >= rows - 1 : top >= rows - room;
}

function distance(move: Move, { rows, room }: Extent): number {
  const half = Math.max(1, Math.floor(room / 2));
  const page = Math.max(1, room - 1);
  switch (move) {
    case 'up':
      return -1;
    case 'down':
      return 1;
    case 'halfUp':
      return -half;
    case 'halfDown':
      return half;
    case 'pageUp':
      return -page;
    case 'pageDown':
      return page;
    case 'start':
      return -rows;
    case 'end':
      return rows;
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
