import type { State } from '../state/state.ts';
import { type Piece, type Printed, say } from '../theme.ts';
import { statusFields } from '../views/status.tsx';
import { cut, textOf } from './row.ts';
import { type Extent, hold, type Scroll } from './scroll.ts';
import type { Page } from './view.ts';

/** What one frame is laid out from. */
export interface FrameContent {
  readonly title: string;
  readonly page: Page;
  readonly scroll: Scroll;
  /** What is searched for; empty when nothing is. */
  readonly search: string;
  /** What stands in the hint row: a question, a notice, or the keys. */
  readonly hint: Printed;
  /** Whether the hint row is a question: then it is shown whatever the size. */
  readonly asks: boolean;
  readonly state: State;
}

/** Rows of each part of a frame. */
interface Parts {
  readonly title: number;
  readonly head: number;
  readonly body: number;
  readonly foot: number;
  readonly status: number;
  readonly hint: number;
}

/** Says how many rows of the body fit. */
export function extentOf(page: Page, rows: number, asks: boolean): Extent {
  return { rows: page.body.length, room: partsOf(page, rows, asks).body, marks: page.marks };
}

/** Lays a frame out: as many rows as the terminal has, each at most one cell narrower than it. */
export function layOut(content: FrameContent): Printed[] {
  const { page, state, asks } = content;
  const { columns, rows } = state.size;
  const width = Math.max(1, columns - 1);
  const parts = partsOf(page, rows, asks);
  const extent = extentOf(page, rows, asks);
  const { top, at } = hold(content.scroll, extent, page.follows ?? false);
  const body = page.body
    .slice(top, top + parts.body)
    .map((row, index) => bodyRow(row, page.marks, top + index === at, content.search));
  while (body.length < parts.body) body.push([]);
  const lines: Printed[] = [
    ...(parts.title > 0 ? [titleRow(content, extent, top, width)] : []),
    ...page.head.slice(0, parts.head),
    ...body,
    ...page.foot.slice(0, parts.foot),
    ...(parts.status > 0 ? [statusRow(state)] : []),
    ...(parts.hint > 0 ? [content.hint] : []),
  ];
  return lines.map((row) => cut(row, width));
}

/** The status row stays longest, then the body; on a single row a question takes the place of the status. */
function partsOf(page: Page, rows: number, asks: boolean): Parts {
  const hint = rows >= (asks ? 1 : 6) ? 1 : 0;
  const status = rows - hint >= 1 ? 1 : 0;
  const title = rows - hint - status >= 3 ? 1 : 0;
  const rest = Math.max(0, rows - hint - status - title);
  const foot = Math.min(page.foot.length, Math.max(0, Math.floor((rest - 1) / 2)));
  const head = Math.min(page.head.length, Math.max(0, Math.floor((rest - foot) / 2)));
  return { title, head, foot, status, hint, body: rest - head - foot };
}

function titleRow({ title, search }: FrameContent, { rows, room }: Extent, top: number, width: number): Printed {
  const place = rows > room ? `${top + 1}-${Math.min(rows, top + room)} of ${rows}` : '';
  const right = [search === '' ? '' : `/${search}`, place].filter(Boolean).join('  ');
  const left = textOf(cut([{ text: ` ${title} ` }], Math.max(1, width - right.length - 2)));
  const line = '─'.repeat(Math.max(0, width - left.length - right.length - (right === '' ? 0 : 2)));
  return [
    { text: left, tone: 'prompt' },
    { text: line, tone: 'muted' },
    { text: right === '' ? '' : ` ${right} `, tone: 'muted' },
  ];
}

function bodyRow(row: Printed, marks: boolean, isMarked: boolean, search: string): Printed {
  const found = search === '' ? row : withFound(row, search);
  if (!marks) return found;
  // The mark is a character as well: nothing depends on colour.
  return isMarked ? [{ text: `> ${textOf(row)}`, tone: 'marked' }] : [{ text: '  ' }, ...found];
}

/** Shows what was searched for where it stands. */
function withFound(row: Printed, search: string): Printed {
  const wanted = search.toLowerCase();
  return row.flatMap(({ text, tone }): Piece[] => {
    const lower = text.toLowerCase();
    const pieces: Piece[] = [];
    let from = 0;
    // Lower case may be longer than the text it is of; then nothing is pointed out.
    for (let at = lower.indexOf(wanted); lower.length === text.length && at >= 0; at = lower.indexOf(wanted, from)) {
      pieces.push({ text: text.slice(from, at), tone }, { text: text.slice(at, at + wanted.length), tone: 'marked' });
      from = at + wanted.length;
    }
    return [...pieces, { text: text.slice(from), tone }].filter((piece) => piece.text !== '');
  });
}

function statusRow(state: State): Printed {
  const fields = statusFields(state).flatMap((field, index): Piece[] =>
    index === 0 ? [field] : [{ text: ' │ ' }, field],
  );
  return [...say(' '), ...fields];
}
