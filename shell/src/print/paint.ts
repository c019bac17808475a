/** What a piece of text means; how it looks is decided in one place. */
export type Meaning = 'good' | 'bad' | 'warning' | 'quiet' | 'strong' | 'added' | 'removed';

/** Marks text with its meaning, where the terminal can show it. */
export type Paint = (meaning: Meaning, text: string) => string;

const codes: { readonly [M in Meaning]: readonly [number, number] } = {
  good: [32, 39],
  bad: [31, 39],
  warning: [33, 39],
  quiet: [2, 22],
  strong: [1, 22],
  added: [32, 39],
  removed: [31, 39],
};

/** Says whether a stream wants colour: a terminal that can, and nobody who objects. */
export function wantsColour(isTerminal: boolean, env: NodeJS.ProcessEnv): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  return isTerminal && env['TERM'] !== 'dumb';
}

/** Gives the paint for a stream; without colour it leaves text as it is. */
export function paintFor(colour: boolean): Paint {
  if (!colour) return (_meaning, text) => text;
  return (meaning, text) => `\u001b[${codes[meaning][0]}m${text}\u001b[${codes[meaning][1]}m`;
}
