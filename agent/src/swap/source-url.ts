import { compiledOnce } from './compiled-once.ts';
import { keepMapWith } from './kept-maps.ts';

const mapped = '\n//# sourceMappingURL=data:';
const pieces = { mapped: 0 };

/**
 * Names code of a program for stacks, to be evaluated once. What has a map gets a name of its own: Node keeps one map under each, here
 * for as long as `home`, the cells that the functions in it are given.
 */
export function withSourceUrl(code: string, url: string, program: string, home: object): string {
  const isMapped = code.includes(mapped);
  const name = `${url}?suture=${encodeURIComponent(program)}${isMapped ? `#${++pieces.mapped}` : ''}`;
  if (isMapped) keepMapWith(home, name);
  return `${compiledOnce(code)}\n//# sourceURL=${name}`;
}

/** Program under which the bodies that a watch puts in are named. */
export const watchProgram = 'watch';

/** The file that a script is of, and the program that its code came with: `file:///app/price.js?suture=ID`. */
export function readSourceUrl(url: string): { readonly file: string; readonly program: string | undefined } {
  const at = url.search(/[?&]suture=/);
  if (at < 0) return { file: url, program: undefined };
  const [named = ''] = url.slice(at + '?suture='.length).split('#');
  return { file: url.slice(0, at), program: decoded(named) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // The application's own.
    return text;
  }
}
