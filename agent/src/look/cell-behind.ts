import { names } from '../load/names.ts';

// From the parenthesis of the parameters (or the first parameter of an arrow) to the guard there is nothing but plain
// names and directives: see load/emit.ts. V8 gives that place as the function's.
const head = new RegExp(
  String.raw`^[^(){}=]*(?:\((?:[^(){}]|\(\))*\))?\s*(?:=>)?\s*\{?\s*(?:(?:'[^'\n]*'|"[^"\n]*")\s*;?\s*)*(?:if\()?(` +
    names.holder.replaceAll('$', '\\$') +
    String.raw`\w*\.f\d+)!=null(?:\)return |\?)(?:yield\*)?(?:\(0,)?\1(\()?`,
);

/** The cell of a function, read from the guard at its head. */
export interface CellBehind {
  /** Expression for the cell. */
  readonly cell: string;
  /** Whether it is called to make a body, from what the guard hands over. */
  readonly handsOver: boolean;
}

/** Reads the guard of a function; undefined when it has none. */
export function cellBehind(
  lines: readonly string[],
  place: { lineNumber: number; columnNumber: number },
): CellBehind | undefined {
  const first = (lines[place.lineNumber] ?? '').slice(place.columnNumber);
  const text = [first, ...lines.slice(place.lineNumber + 1, place.lineNumber + 20)].join('\n').slice(0, 2_000);
  const [found, cell, called] = head.exec(text) ?? [];
  return found === undefined || cell === undefined ? undefined : { cell, handsOver: called === '(' };
}
