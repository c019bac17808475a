/** One thing that was typed: text, a pasted block, or a key that has a name such as `enter`, `ctrl-c`, `alt-b`; `flood` is a block that is too long. */
export type Key =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'paste'; readonly text: string }
  | { readonly is: 'key'; readonly name: string };

/** What the decoder still holds between two reads. */
export interface Undecoded {
  /** The beginning of an escape sequence, or nothing. */
  readonly pending: string;
  /** The pasted text so far while the end of the paste is outstanding. */
  readonly paste: string | undefined;
}

/** The keys of one read and what is left over for the next. */
export interface Decoded {
  readonly keys: readonly Key[];
  readonly left: Undecoded;
}

/** A decoder that has read nothing. */
export const nothingDecoded: Undecoded = { pending: '', paste: undefined };

const pasteEnd = '\x1b[201~';
/** The agent takes no longer expression: half of a longer block would be another program. */
export const pasteMaxCharacters: number = 65_536;

const finals: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  Z: 'shift-tab',
};
const numbers: Readonly<Record<string, string>> = {
  '1': 'home',
  '3': 'delete',
  '4': 'end',
  '5': 'page-up',
  '6': 'page-down',
  '7': 'home',
  '8': 'end',
};
const modifiers: Readonly<Record<string, string>> = { '2': 'shift-', '3': 'alt-', '5': 'ctrl-' };

/** Decodes one read. Several keys may come in one read, and one key in several. */
export function decode(before: Undecoded, chunk: string): Decoded {
  const keys: Key[] = [];
  let rest = before.pending + chunk;
  let paste = before.paste;
  while (rest !== '') {
    if (paste !== undefined) {
      const taken = takePaste(paste, rest);
      if (!taken.done) return { keys, left: { pending: taken.rest, paste: taken.paste } };
      const isFlood = taken.paste.length > pasteMaxCharacters;
      keys.push(isFlood ? { is: 'key', name: 'flood' } : { is: 'paste', text: taken.paste.replace(/\r\n?/g, '\n') });
      paste = undefined;
      rest = taken.rest;
      continue;
    }
    const taken = takeOne(rest);
    if (taken === undefined) return { keys, left: { pending: rest, paste } };
    rest = rest.slice(taken.length);
    if (taken.key === 'paste') paste = '';
    else if (taken.key !== undefined) keys.push(taken.key);
  }
  return { keys, left: { pending: '', paste } };
}

/** Ends the wait for the rest of a sequence: a lone ESC was the Escape key, anything longer is dropped. */
export function giveUp(before: Undecoded): Decoded {
  if (before.paste !== undefined) return { keys: [], left: before };
  const keys: Key[] = before.pending === '\x1b' ? [{ is: 'key', name: 'escape' }] : [];
  return { keys, left: nothingDecoded };
}

/** Says how long to wait for the rest, in ms: a network may part ESC from what follows it. */
export function patienceMs(left: Undecoded, remote: boolean): number | undefined {
  if (left.pending === '' || left.paste !== undefined) return undefined;
  if (left.pending === '\x1b') return remote ? 100 : 50;
  return 1_000;
}

interface One {
  readonly length: number;
  readonly key: Key | 'paste' | undefined;
}

function takeOne(text: string): One | undefined {
  if (text.startsWith('\x1b')) return takeEscape(text);
  const code = text.charCodeAt(0);
  if (code === 0x0d) return named(1, 'enter');
  if (code === 0x09) return named(1, 'tab');
  if (code === 0x7f || code === 0x08) return named(1, 'backspace');
  if (code === 0) return { length: 1, key: undefined };
  if (code < 0x20) return named(1, `ctrl-${String.fromCharCode(code + 0x60)}`);
  const run = /^[^\u0000-\u001f\u007f-\u009f]+/.exec(text)?.[0];
  if (run === undefined) return { length: 1, key: undefined };
  return { length: run.length, key: { is: 'text', text: run } };
}

function takeEscape(text: string): One | undefined {
  const second = text[1];
  if (second === undefined) return undefined;
  if (second === '\x1b') return named(1, 'escape');
  if (second === '[') return takeControlSequence(text);
  if (second === 'O') {
    const final = text[2];
    return final === undefined ? undefined : named(3, finals[final]);
  }
  // Answers of the terminal to questions that another program asked: OSC, DCS, APC, PM up to their end.
  if (second === ']' || second === 'P' || second === '_' || second === '^') {
    const end = /\x07|\x1b\\/.exec(text.slice(2));
    return end === null ? undefined : { length: 2 + end.index + end[0].length, key: undefined };
  }
  if (second === '\r') return named(2, 'alt-enter');
  if (second === '\x7f' || second === '\b') return named(2, 'alt-backspace');
  const code = second.charCodeAt(0);
  return code < 0x20 ? named(1, 'escape') : named(2, `alt-${second}`);
}

function takeControlSequence(text: string): One | undefined {
  const match = /^\x1b\[([0-?]*)[ -/]*([@-~])/.exec(text);
  if (match === null) return /^\x1b\[[0-?]*[ -/]*$/.test(text) ? undefined : { length: 2, key: undefined };
  const [whole, parameters = '', final = ''] = match;
  const [first = '', second = '', third = ''] = parameters.split(';');
  const { length } = whole;
  if (final === '~' && first === '200') return { length, key: 'paste' };
  // Shift+Enter of terminals that tell it apart: CSI 13;2u and CSI 27;2;13~.
  if ((final === 'u' && first === '13') || (final === '~' && first === '27' && third === '13')) {
    return named(length, second === '' || second === '1' ? 'enter' : 'alt-enter');
  }
  const base = final === '~' ? numbers[first] : finals[final];
  return named(length, base === undefined ? undefined : `${modifiers[second] ?? ''}${base}`);
}

function named(length: number, name: string | undefined): One {
  return { length, key: name === undefined ? undefined : { is: 'key', name } };
}

function takePaste(paste: string, rest: string): { done: boolean; paste: string; rest: string } {
  const end = rest.indexOf(pasteEnd);
  if (end >= 0) {
    const text = (paste + rest.slice(0, end)).slice(0, pasteMaxCharacters + 1);
    return { done: true, paste: text, rest: rest.slice(end + pasteEnd.length) };
  }
  // The end mark may itself be cut in two by the read.
  let kept = Math.min(rest.length, pasteEnd.length - 1);
  while (kept > 0 && !pasteEnd.startsWith(rest.slice(rest.length - kept))) kept -= 1;
  const text = (paste + rest.slice(0, rest.length - kept)).slice(0, pasteMaxCharacters + 1);
  return { done: false, paste: text, rest: rest.slice(rest.length - kept) };
}
