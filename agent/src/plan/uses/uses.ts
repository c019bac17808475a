import type { Use, UseKind } from '@suture/protocol/consequences.js';
import { Lines } from '../../syntax/lines.ts';
import type { Analysis } from '../../syntax/scope.ts';
import { placeIn } from '../place.ts';
import { type Found, siteAround } from './uses-in.ts';

const order: readonly UseKind[] = ['call', 'use', 'name'];

/** The places that use one thing, as they are found. */
export class Uses {
  readonly #found = new Map<string, Omit<Use, 'path'>>();
  readonly #asked = new Set<string>();

  /** Calls first, and then as they stand in the modules. */
  get sorted(): Omit<Use, 'path'>[] {
    return [...this.#found.values()].sort(
      (a, b) =>
        order.indexOf(a.kind) - order.indexOf(b.kind) ||
        (a.url === b.url ? a.line - b.line || a.column - b.column : a.url < b.url ? -1 : 1),
    );
  }

  add(url: string, analysis: Analysis, found: readonly Found[]): void {
    if (found.length === 0) return;
    const lines = new Lines(analysis.source);
    for (const { kind, node } of found) {
      const place = placeIn(lines, node);
      const key = `${url}:${place.line}:${place.column}`;
      const known = this.#found.get(key);
      if (known && order.indexOf(known.kind) <= order.indexOf(kind)) continue;
      this.#found.set(key, { kind, url, function: siteAround(analysis, node)?.path ?? '', ...place });
    }
  }

  /** True the first time: what goes round in a circle is asked once. */
  asks(what: string): boolean {
    if (this.#asked.has(what)) return false;
    this.#asked.add(what);
    return true;
  }
}
