import { patchableAround } from '../load/patchable.ts';
import { Lines } from '../syntax/lines.ts';
import type { Analysis, Site } from '../syntax/scope.ts';
import type { Delta } from './delta.ts';
import { ranAtLoad } from './ran-at-load.ts';
import type { Unreachable } from './retarget.ts';

/**
 * Closures that cannot take their new body, because what it needs was never handed to them: the function that makes them is
 * made again, those that are there keep the body that they have, and the plan names them.
 */
export class LeftClosures {
  readonly #delta: Delta;
  readonly #analysis: Analysis;
  readonly #lines: Lines;
  readonly #left = new Set<Site>();

  constructor(delta: Delta, analysis: Analysis) {
    this.#delta = delta;
    this.#analysis = analysis;
    this.#lines = new Lines(analysis.source);
  }

  /** Makes the callers of what cannot be reached again; true when that changes what the patch consists of. */
  promote(unreachable: readonly Unreachable[]): boolean {
    const { bodies } = this.#delta;
    let again = false;
    for (const { site, reason, isOfTarget } of unreachable) {
      const maker = patchableAround(site.parent);
      if (!isOfTarget || !maker) continue;
      if (!site.endsWithCaller && !this.#leave(site, maker, reason)) continue;
      if (bodies.has(maker)) continue;
      bodies.set(maker, 'rebound');
      again = true;
    }
    return again;
  }

  /** What stands in the way of the patch after all. */
  refused(unreachable: readonly Unreachable[]): Unreachable[] {
    return unreachable.filter(({ site }) => !this.#left.has(site));
  }

  #leave(site: Site, maker: Site, reason: string): boolean {
    const { bodies, changes, warnings } = this.#delta;
    if (this.#left.has(site)) return true;
    const ran = ranAtLoad(this.#analysis).get(maker);
    if (ran === 'in place') return false;
    this.#left.add(site);
    const line = this.#lines.at(site.node.start).line;
    const kept = 'Those that are there keep their old body; those made from now on have the new one.';
    warnings.push({ reason: `${reason} ${kept}`, function: site.path, line });
    const made = { function: maker.path, line: this.#lines.at(maker.node.start).line };
    if (ran === 'called')
      warnings.push({ reason: 'It ran while the module loaded, and what came of that stays.', ...made });
    if (!bodies.has(maker)) changes.push({ kind: 'rebound', ...made, note: `makes ${site.key}` });
    return true;
  }
}
