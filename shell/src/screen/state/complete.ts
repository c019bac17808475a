import { parse } from 'acorn';
import { question } from './question.ts';

/** Says whether a text can be run as it stands, or whether its last row wants another one. */
export function isComplete(text: string): boolean {
  if (text.startsWith(':') && !text.startsWith(':write')) return true;
  if (question.test(text)) return true;
  const source = text.replace(/^:write\b/, '');
  return parses(source) || parses(`(${source}\n)`) || !endsTooEarly(source);
}

const options = { ecmaVersion: 'latest', allowAwaitOutsideFunction: true, allowReturnOutsideFunction: false } as const;

/** Says whether a text is a whole program. */
export function parses(source: string): boolean {
  try {
    parse(source, options);
    return true;
  } catch {
    return false;
  }
}

/** An error at the very end of the text, or in something that never ends, means that the text goes on. */
function endsTooEarly(source: string): boolean {
  try {
    parse(source, options);
    return false;
  } catch (error) {
    const { pos, message } = error as { pos: number; message: string };
    return /^Unterminated (template|comment)/.test(message) || pos >= source.trimEnd().length;
  }
}
