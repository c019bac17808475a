import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModuleFormat } from '@suture/protocol/process.js';
import { fingerprint } from './fingerprint.ts';
import type { OwnMap } from './own-map.ts';

/** Code to be kept for the next start: the file, below the folder of kept code, and what is to be in it. */
export interface Keeping {
  readonly folder: string;
  readonly file: string;
  readonly text: string;
}

/** Stands before the URL in code, and before nothing in what is kept: no other place reads like that. */
const enter = '?.enter(';

/** Names a text; two that differ have different names. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}

/**
 * Patchable code that an earlier start made, by the text of the source: finding it takes a fiftieth of making it. It may be
 * gone, cut short or damaged at any time, and then is made anew.
 */
export class KeptCode {
  /** Where code of this very instrumentation is kept. */
  readonly folder: string;

  /** `parent` is private to the user: what is read here runs in the process. */
  constructor(parent: string) {
    this.folder = join(parent, fingerprint());
  }

  /** The patchable code of a source. */
  find(source: string, url: string, format: ModuleFormat, map?: OwnMap): string | undefined {
    let text: string;
    try {
      text = readFileSync(join(this.folder, this.#file(source, format, map)), 'utf8');
    } catch {
      return undefined;
    }
    const code = text.slice(text.indexOf('\n') + 1);
    if (text !== this.#text(code)) return undefined;
    const at = code.indexOf(`${enter},`) + enter.length;
    return code.slice(0, at) + JSON.stringify(url) + code.slice(at);
  }

  /** What to keep of a source that was made patchable: without its URL, as every release has a folder of its own. */
  keep(source: string, url: string, format: ModuleFormat, code: string, map?: OwnMap): Keeping {
    const at = code.indexOf(enter + JSON.stringify(url)) + enter.length;
    const text = this.#text(code.slice(0, at) + code.slice(at + JSON.stringify(url).length));
    return { folder: this.folder, file: this.#file(source, format, map), text };
  }

  /** Code with a map is another one, also where the source came without. */
  #file(source: string, format: ModuleFormat, map: OwnMap | undefined): string {
    return digest(`${format}\n${map === undefined ? '' : `map ${map ?? ''}\n`}${source}`);
  }

  #text(code: string): string {
    return `${digest(code)}\n${code}`;
  }
}
