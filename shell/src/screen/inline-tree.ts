import type { Branch, Branches } from '@suture/protocol/tree.js';
import type { Channel } from '../connect/channel.ts';
import { sanitizeLine } from '../print/sanitize.ts';
import { type Printed, say } from './theme.ts';
import { words } from './words.ts';

interface Row {
  readonly path: string;
  readonly handle: number | null;
}

const pageRows = 40;
const textCharacters = 160;

function oneLine(text: string): string {
  return sanitizeLine(text.replace(/\n\s*/g, ' ')).slice(0, textCharacters);
}

/**
 * Values that are looked into at the prompt, branch by branch: each row that was printed keeps its number, until another
 * value is looked into. Then what was held of the old one is given back.
 */
export class InlineTree {
  #rows: Row[] = [];
  #held: number[] = [];
  #more: { readonly row: Row; readonly from: number } | undefined;

  /** Looks into the value of an expression. */
  async open(channel: Channel, expression: string, scope: string | undefined): Promise<Printed[]> {
    const { text, handle } = await channel.call('look', { expression, module: scope, session: true });
    await this.#release(channel);
    const path = sanitizeLine(expression);
    const first = oneLine(text);
    const head: Printed = [{ text: path, tone: 'prompt' }, { text: ` = ${first}` }];
    if (handle === null) return [head];
    this.#held.push(handle);
    return [head, ...(await this.#page(channel, { path, handle }, 0))];
  }

  /** Opens a row that was printed, by its number. */
  async expand(channel: Channel, number: number): Promise<Printed[]> {
    const row = this.#rows[number - 1];
    if (row === undefined) return [say(words.noSuchRow, 'warning')];
    if (row.handle === null) return [say(words.nothingInside, 'muted')];
    return [say(row.path, 'prompt'), ...(await this.#page(channel, row, 0))];
  }

  /** Goes on where the last page ended. */
  async more(channel: Channel): Promise<Printed[]> {
    if (!this.#more) return [say(words.noMore, 'muted')];
    const { row, from } = this.#more;
    return this.#page(channel, row, from);
  }

  /** Forgets everything: the process that held it is gone. */
  forget(): void {
    this.#rows = [];
    this.#held = [];
    this.#more = undefined;
  }

  async #page(channel: Channel, row: Row, from: number): Promise<Printed[]> {
    const page = await channel.call('expand', { handle: row.handle ?? 0, from, limit: pageRows });
    const lines = page.entries.map((branch) => this.#line(row, branch));
    return [...lines, ...this.#rest(row, page, from)];
  }

  #line({ path }: Row, { kind, key, text, handle }: Branch): Printed {
    const name = sanitizeLine(key);
    const inner = kind === 'item' ? `${path}[${name}]` : kind === 'entry' ? `${path} ⟨${name}⟩` : `${path}.${name}`;
    this.#rows.push({ path: inner, handle });
    if (handle !== null) this.#held.push(handle);
    const number = String(this.#rows.length).padStart(4);
    return [
      { text: `${number} `, tone: handle === null ? 'muted' : 'prompt' },
      { text: `${name}${kind === 'entry' ? ' =>' : ':'} `, tone: kind === 'internal' ? 'muted' : 'plain' },
      { text: oneLine(text), tone: kind === 'accessor' ? 'muted' : 'plain' },
      { text: handle === null ? '' : ' ▸', tone: 'muted' },
    ];
  }

  #rest(row: Row, { entries, next, total }: Branches, from: number): Printed[] {
    this.#more = next === null ? undefined : { row, from: next };
    if (next !== null) return [say(`     … ${Math.max(1, total - next)} more: :look more`, 'muted')];
    return entries.length === 0 && from === 0 ? [say(words.nothingInside, 'muted')] : [];
  }

  async #release(channel: Channel): Promise<void> {
    const handles = this.#held;
    this.forget();
    // Leases end by themselves as well.
    if (handles.length > 0) await channel.call('release', { handles }).catch(() => {});
  }
}
