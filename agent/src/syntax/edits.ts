import { canMark, marked } from './marks.ts';

interface Edit {
  readonly at: number;
  /** At one offset what closes comes before what opens, and what opens before what replaces. */
  readonly phase: 0 | 1 | 2;
  readonly order: number;
  readonly until: number;
  readonly text: string;
}

/** Insertions and replacements in a source, made in any order while walking it from the outside in. */
export class Edits {
  readonly #source: string;
  readonly #edits: Edit[] = [];
  readonly #copy: (start: number, end: number) => string;

  /** `marks`: whether its texts say of each part where it comes from, for `unmark`. */
  constructor(source: string, { marks = false }: { readonly marks?: boolean } = {}) {
    this.#source = source;
    const plain = (start: number, end: number): string => source.slice(start, end);
    this.#copy = marks && canMark(source) ? (start, end) => marked(plain(start, end), start) : plain;
  }

  /** Inserts before what stands at an offset; what an outer construct opens stays outside. */
  open(at: number, text: string): void {
    this.#edits.push({ at, phase: 1, order: this.#edits.length, until: at, text });
  }

  /** Inserts after what ends at an offset; what an outer construct closes stays outside. */
  close(at: number, text: string): void {
    this.#edits.push({ at, phase: 0, order: -this.#edits.length, until: at, text });
  }

  /** Replaces a range; edits inside of it are a bug. */
  replace(start: number, end: number, text: string): void {
    this.#edits.push({ at: start, phase: 2, order: this.#edits.length, until: end, text });
  }

  /** The edited text of a range; edits outside of it are left out. */
  text(start = 0, end: number = this.#source.length): string {
    const whole = start === 0 && end === this.#source.length;
    const edits = whole
      ? this.#edits.slice()
      : this.#edits.filter(
          ({ at, until, phase }) =>
            at >= start &&
            until <= end &&
            (at !== start || phase !== 0) &&
            (at !== end || phase === 0 || start === end),
        );
    edits.sort((a, b) => a.at - b.at || a.phase - b.phase || a.order - b.order);
    const parts: string[] = [];
    let done = start;
    for (const edit of edits) {
      if (edit.at < done) throw new Error(`edit at ${edit.at} (${edit.text}) lies inside one that ends at ${done}`);
      parts.push(this.#copy(done, edit.at), edit.text);
      done = edit.until;
    }
    parts.push(this.#copy(done, end));
    return parts.join('');
  }
}
