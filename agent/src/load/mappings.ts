/** A place in one of the sources of a map, and what it is called there: lines and columns from 0. */
export interface Original {
  readonly source: number;
  readonly line: number;
  readonly column: number;
  readonly name?: number | undefined;
}

/** One entry of a source map: lines and columns from 0. One without an original says that its text has none. */
export interface Mapping {
  readonly line: number;
  readonly column: number;
  readonly original?: Original | undefined;
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const valueOf = new Map(Array.from(digits, (digit, value) => [digit.charCodeAt(0), value]));
const [separator, newLine] = [','.charCodeAt(0), ';'.charCodeAt(0)];

/** Reads the `mappings` of a source map (ECMA-426), in order; throws what is no such text. */
export function decodeMappings(text: string): Mapping[] {
  const mappings: Mapping[] = [];
  const last = [0, 0, 0, 0, 0];
  let line = 0;
  let field = 0;
  let [value, shift] = [0, 0];
  const end = (): void => {
    const [column = 0, source = 0, originalLine = 0, originalColumn = 0, name] = last;
    if (field === 1) mappings.push({ line, column });
    else if (field >= 4) {
      const named = field === 5 ? { name } : undefined;
      mappings.push({ line, column, original: { source, line: originalLine, column: originalColumn, ...named } });
    }
    field = 0;
  };
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === separator || code === newLine) {
      end();
      if (code === newLine) {
        line++;
        last[0] = 0;
      }
      continue;
    }
    const digit = valueOf.get(code);
    if (digit === undefined) throw new Error(`no mapping: ${text.slice(at, at + 20)}`);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    last[field] = (last[field] ?? 0) + (value & 1 ? -(value >>> 1) : value >>> 1);
    field++;
    [value, shift] = [0, 0];
  }
  end();
  return mappings;
}

/** Writes the `mappings` of a source map; what is given is in order. */
export function encodeMappings(mappings: readonly Mapping[]): string {
  let [text, line, fresh] = ['', 0, true];
  const last = [0, 0, 0, 0, 0];
  const write = (field: number, value: number): void => {
    text += vlq(value - (last[field] ?? 0));
    last[field] = value;
  };
  for (const { line: at, column, original } of mappings) {
    if (at > line) {
      text += ';'.repeat(at - line);
      [line, fresh, last[0]] = [at, true, 0];
    }
    if (!fresh) text += ',';
    fresh = false;
    write(0, column);
    if (!original) continue;
    write(1, original.source);
    write(2, original.line);
    write(3, original.column);
    if (original.name !== undefined) write(4, original.name);
  }
  // Node takes the last entry for a longer one where nothing ends it.
  return `${text};`;
}

function vlq(value: number): string {
  let text = '';
  let left = value < 0 ? (-value << 1) | 1 : value << 1;
  do {
    const digit = left & 31;
    left >>>= 5;
    text += digits[left > 0 ? digit | 32 : digit];
  } while (left > 0);
  return text;
}
