import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ModuleFormat } from '@suture/protocol/process.js';
import { CodePack, type PackedModule } from './code-pack.ts';
import { fingerprint } from './fingerprint.ts';
import type { OwnMap } from './own-map.ts';

/** Where a service keeps its code for the next start. */
export interface KeptPlace {
  /** Holds code of this very instrumentation alone. */
  readonly folder: string;
  readonly file: string;
  /** URL of the root of the application, with a trailing slash: each release may lie in another folder. */
  readonly root: string;
}

/** Code to be kept for the next start. */
export interface Keeping {
  readonly place: KeptPlace;
  readonly module: PackedModule;
}

/** Stands before the URL in code, and before nothing in what is kept: no other place reads like that. */
const enter = '?.enter(';

/**
 * Where code of a service is kept, below a folder that is private to the user: what is read there runs in the process.
 * Services that share a file by their names and scripts take only what was made of their own texts.
 */
export function keptPlace(parent: string, service: { root: string; name: string; script: string }): KeptPlace {
  const { href } = pathToFileURL(service.root);
  const root = href.endsWith('/') ? href : `${href}/`;
  const folder = join(parent, fingerprint());
  const name = `${service.name}-${keyOf(root, pathToFileURL(service.script).href)}`;
  return { folder, file: join(folder, name.replaceAll(/[^\w.-]+/g, '_').slice(-200)), root };
}

/**
 * Patchable code that earlier starts made, by the text of the source: finding it takes a hundredth of making it. It may be
 * gone, cut short or damaged at any time, and then is made anew.
 */
export class KeptCode {
  readonly place: KeptPlace;
  /** Held no longer than until a garbage collection, while which is read again; null where there is none. */
  #pack: WeakRef<CodePack> | null | undefined;

  constructor(place: KeptPlace) {
    this.place = place;
  }

  /** The patchable code of a source. */
  find(source: string, url: string, format: ModuleFormat, map?: OwnMap): string | undefined {
    return this.#read()?.find({ key: keyOf(this.place.root, url), source, format, map }, JSON.stringify(url));
  }

  /** The same, sooner, for the bytes of a file; bytes of UTF-8. Undefined says nothing: {@link find} may still find it. */
  findBytes(source: Buffer, url: string, format: ModuleFormat): Buffer | undefined {
    return this.#read()?.findBytes({ key: keyOf(this.place.root, url), source, format }, JSON.stringify(url));
  }

  /** What to keep of a source that was made patchable; another release, in a folder of its own, puts its own URL in. */
  keep(source: string, url: string, format: ModuleFormat, code: string, map?: OwnMap): Keeping {
    const own = JSON.stringify(url);
    const at = code.indexOf(enter + own) + enter.length;
    const key = keyOf(this.place.root, url);
    return { place: this.place, module: { key, format, map, source, code, at, own: own.length } };
  }

  #read(): CodePack | undefined {
    const known = this.#pack?.deref();
    if (known || this.#pack === null) return known;
    const pack = CodePack.read(this.place.file);
    this.#pack = pack ? new WeakRef(pack) : null;
    return pack;
  }
}

/** What a module is found by: its URL, relative to the root where it lies below. */
function keyOf(root: string, url: string): string {
  return url.startsWith(root) ? url.slice(root.length) : url;
}
