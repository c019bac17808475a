import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ModuleFormat } from '@suture/protocol/process.js';
import type { OwnMap } from './own-map.ts';

/** A text of a module and the patchable code that was made of it. */
export interface PackedModule {
  /** URL of the module, relative to the root of the application where it lies below. */
  readonly key: string;
  readonly format: ModuleFormat;
  /** The map that the code was composed with; undefined for code without one. */
  readonly map: OwnMap | undefined;
  readonly source: string;
  readonly code: string;
  /** Where in the code the URL that the module had stands, as JSON, and its length. */
  readonly at: number;
  readonly own: number;
}

/** What is found by: the key, the format and the very text, made with the same map or with none. */
export type Wanted = Pick<PackedModule, 'key' | 'format' | 'source'> & { readonly map?: OwnMap | undefined };

/** A text in a pack. Bytes of ASCII are those of UTF-8, as files have them. */
interface Place {
  readonly from: number;
  readonly bytes: number;
  readonly as: 'ascii' | 'latin1' | 'utf16le';
}

/** How much of the second copy is looked at in one go, so that it needs no memory of its own. */
const pieceBytes = 65_536;

interface Row extends Pick<PackedModule, 'key' | 'format' | 'at' | 'own'> {
  readonly source: Place;
  /** Null for a map that is null, left out for none. */
  readonly map?: Place | null;
  readonly code: Place;
}

/** Patchable code of many modules in one file, which is found a hundred times as fast as a hundred files. */
export class CodePack {
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #rows = new Map<string, Row[]>();

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#start = bytes.indexOf('\n') + 1;
    for (const row of JSON.parse(bytes.toString('utf8', 0, this.#start)) as Row[]) {
      const known = this.#rows.get(row.key);
      if (known) known.push(row);
      else this.#rows.set(row.key, [row]);
    }
  }

  /** Reads a pack; undefined when it is not there, or not as it was written. */
  static read(path: string): CodePack | undefined {
    try {
      const bytes = readTwice(path);
      return bytes && new CodePack(bytes);
    } catch {
      return undefined;
    }
  }

  /** The code that was made of this very text, with this URL in it: JSON. */
  find({ key, source, format, map }: Wanted, own: string): string | undefined {
    const row = this.#rows
      .get(key)
      ?.find((row) => row.format === format && this.#map(row) === map && this.#text(row.source) === source);
    if (!row) return undefined;
    const { head, standing, tail } = around(row);
    if (this.#text(standing) === own) return this.#text(row.code);
    return this.#text(head) + own + this.#text(tail);
  }

  /**
   * The same for the bytes of a file, without a map: a part of the pack itself where nothing is to be put in. Undefined for
   * what is not ASCII as well: nothing is decoded here, which takes most of the time of {@link find}.
   */
  findBytes(
    { key, source, format }: Omit<Wanted, 'source' | 'map'> & { source: Buffer },
    own: string,
  ): Buffer | undefined {
    const isWanted = (row: Row): boolean =>
      row.format === format &&
      row.map === undefined &&
      row.source.as === 'ascii' &&
      row.code.as === 'ascii' &&
      row.source.bytes === source.length &&
      this.#bytesOf(row.source).equals(source);
    const row = this.#rows.get(key)?.find(isWanted);
    if (!row) return undefined;
    const { head, standing, tail } = around(row);
    if (this.#text(standing) === own) return this.#bytesOf(row.code);
    return Buffer.concat([this.#bytesOf(head), Buffer.from(own), this.#bytesOf(tail)]);
  }

  /** Everything in it. */
  get modules(): PackedModule[] {
    return [...this.#rows.values()].flat().map(({ key, format, at, own, ...row }) => ({
      key,
      format,
      at,
      own,
      map: this.#map(row),
      source: this.#text(row.source),
      code: this.#text(row.code),
    }));
  }

  #map({ map }: Pick<Row, 'map'>): OwnMap | undefined {
    return map ? this.#text(map) : map;
  }

  #text({ from, bytes, as }: Place): string {
    const at = this.#start + from;
    return this.#bytes.toString(as === 'ascii' ? 'latin1' : as, at, at + bytes);
  }

  #bytesOf({ from, bytes }: Place): Buffer {
    const at = this.#start + from;
    return this.#bytes.subarray(at, at + bytes);
  }
}

/** The parts of a row's code: the URL that stands in it, and what is around that. */
function around({ code: { from, bytes, as }, at, own }: Row): { head: Place; standing: Place; tail: Place } {
  const size = as === 'utf16le' ? 2 : 1;
  const [begins, ends] = [at * size, (at + own) * size];
  return {
    head: { from, bytes: begins, as },
    standing: { from: from + begins, bytes: ends - begins, as },
    tail: { from: from + ends, bytes: bytes - ends, as },
  };
}

/** A file that holds everything twice: one that is cut short or damaged shows, faster than by any digest. */
function readTwice(path: string): Buffer | undefined {
  const file = openSync(path, 'r');
  try {
    const half = fstatSync(file).size / 2;
    if (half < 1 || !Number.isInteger(half)) return undefined;
    const bytes = Buffer.allocUnsafeSlow(half);
    if (readSync(file, bytes, 0, half, 0) !== half) return undefined;
    const piece = Buffer.allocUnsafeSlow(Math.min(half, pieceBytes));
    for (let at = 0, read = 0; at < half; at += read) {
      read = readSync(file, piece, 0, Math.min(piece.length, half - at), half + at);
      if (read === 0 || bytes.compare(piece, 0, read, at, at + read) !== 0) return undefined;
    }
    return bytes;
  } finally {
    closeSync(file);
  }
}

/** What the file of a pack holds. */
export function packed(modules: readonly PackedModule[]): Buffer {
  const texts: Buffer[] = [];
  let end = 0;
  const put = (text: string): Place => {
    const as = /[^\0-\u{FF}]/u.test(text) ? 'utf16le' : /[^\0-\u{7F}]/u.test(text) ? 'latin1' : 'ascii';
    const bytes = Buffer.from(text, as);
    const place = { from: end, bytes: bytes.length, as } as const;
    texts.push(bytes);
    end += bytes.length;
    return place;
  };
  const rows = modules.map(({ key, format, at, own, source, map, code }): Row => {
    const row = { key, format, at, own, source: put(source), code: put(code) };
    return map === undefined ? row : { ...row, map: map === null ? null : put(map) };
  });
  const once = [Buffer.from(`${JSON.stringify(rows)}\n`), ...texts];
  return Buffer.concat([...once, ...once]);
}
