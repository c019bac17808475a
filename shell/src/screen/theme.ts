/** What a piece of text means; the only thing that a view or a sentence says about its looks. */
export type Tone =
  | 'plain'
  | 'muted'
  | 'good'
  | 'warning'
  | 'refused'
  | 'prompt'
  | 'patch'
  | 'marked'
  | 'strong'
  | 'gained' // what a changed line did not have before
  | 'lost'; // and what it has no longer

/** A piece of text and its meaning. */
export interface Piece {
  readonly text: string;
  readonly tone?: Tone | undefined;
}

/** One line that is printed into the scrollback. */
export type Printed = readonly Piece[];

/** How each meaning looks; the words always say it as well, so that nothing depends on colour. */
export const theme: {
  readonly [T in Tone]: {
    readonly color?: string;
    readonly dimColor?: boolean;
    readonly bold?: boolean;
    readonly inverse?: boolean;
  };
} = {
  plain: {},
  muted: { dimColor: true },
  good: { color: 'green' },
  warning: { color: 'yellow' },
  refused: { color: 'red' },
  prompt: { color: 'cyan', bold: true },
  patch: { color: 'magenta' },
  marked: { inverse: true },
  strong: { bold: true },
  gained: { color: 'green', inverse: true },
  lost: { color: 'red', inverse: true },
};

const codes: { readonly [T in Tone]: string } = {
  plain: '',
  muted: '2',
  good: '32',
  warning: '33',
  refused: '31',
  prompt: '1;36',
  patch: '35',
  marked: '7',
  strong: '1',
  gained: '32;7',
  lost: '31;7',
};

/** Writes a printed line with the colours of the terminal, or without any. */
export function paint(line: Printed, colours: boolean): string {
  return line
    .map(({ text, tone }) => (colours && tone && codes[tone] ? `\x1b[${codes[tone]}m${text}\x1b[0m` : text))
    .join('');
}

/** One line with one meaning. */
export function say(text: string, tone?: Tone): Printed {
  return [{ text, tone }];
}
