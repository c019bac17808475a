/** A stretch of a text that was copied from a source. */
export interface Copied {
  /** Offset in the text. */
  readonly at: number;
  /** Offset in the source. */
  readonly from: number;
  readonly length: number;
}

// Private characters, which no text that is known to hold none of them can be taken for.
const [opens, closes] = ['\uE000', '\uE001'];
const mark = new RegExp(`${opens}([0-9a-z]+),([0-9a-z]+)${closes}`, 'g');

/** Whether what is copied from a source can be told apart from marks. */
export function canMark(source: string): boolean {
  return !source.includes(opens);
}

/** Says before a copied text where it comes from, whatever is put around it later. */
export function marked(text: string, from: number): string {
  return text === '' ? '' : `${opens}${from.toString(36)},${text.length.toString(36)}${closes}${text}`;
}

/** Takes the marks out of a text that was put together from a source, and says what they said. */
export function unmark(text: string, source: string): { readonly code: string; readonly copied: readonly Copied[] } {
  const copied: Copied[] = [];
  if (!canMark(source)) return { code: text, copied };
  let gone = 0;
  const code = text.replace(mark, (all: string, from: string, length: string, at: number) => {
    copied.push({ at: at - gone, from: Number.parseInt(from, 36), length: Number.parseInt(length, 36) });
    gone += all.length;
    return '';
  });
  return { code, copied };
}
