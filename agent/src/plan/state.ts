import type { ModuleFormat } from '@suture/protocol/process.js';
import type { OwnMap } from '../load/own-map.ts';
import { analyse } from '../syntax/analyse.ts';
import { parse } from '../syntax/parse.ts';
import type { Analysis, Site } from '../syntax/scope.ts';
import type { ClassHook } from '../swap/program.ts';
import type { Written } from './moved/written.ts';
import type { Hidden } from './piece.ts';

/** What is known of a source: large, and made again when it is wanted after it was let go of. */
export class Reading {
  readonly #source: string;
  readonly #format: ModuleFormat;
  #held: Analysis | undefined;
  #weak: WeakRef<Analysis>;

  constructor(analysis: Analysis, format: ModuleFormat) {
    this.#source = analysis.source;
    this.#format = format;
    this.#held = analysis;
    this.#weak = new WeakRef(analysis);
  }

  /** Sites of two analyses of one source have the same index; the objects are the same within one turn only. */
  get analysis(): Analysis {
    const known = this.#held ?? this.#weak.deref();
    if (known) return known;
    const parsed = parse(this.#source, this.#format);
    if (!parsed.ok) throw new Error(`a source that was parsed before is not JavaScript: ${parsed.reason}`);
    const analysis = analyse(this.#source, parsed.program, this.#format);
    this.#weak = new WeakRef(analysis);
    return analysis;
  }

  /** Lets the memory go when nobody else uses it. */
  release(): void {
    this.#held = undefined;
  }

  /** Keeps it at hand. */
  hold(): void {
    this.#held = this.analysis;
  }
}

/**
 * A state that a module has been in: as loaded, or after a patch. States form a tree: rolling back
 * goes to the parent, and the next patch makes another child of it.
 */
export interface State {
  /** 0 is the module as it was loaded. */
  readonly id: number;
  readonly parent: State | null;
  readonly source: string;
  /** What the source was before its things got the names that they have in the code that runs; null where it had these. */
  readonly written: Written | null;
  /** The source map of the source; undefined where Node shows places without maps. */
  readonly map: OwnMap | undefined;
  readonly reading: Reading;
  /** For each site of the source: the function that it is, across all states. */
  readonly lineages: readonly number[];
  /** Functions whose body is not that of the parent state. */
  readonly changed: ReadonlySet<number>;
  /** Those of them whose own text is not what it was. */
  readonly edited: ReadonlySet<number>;
  /** Functions that were asynchronous once: what calls them from that time gets a promise, whatever they return. */
  readonly promised: ReadonlySet<number>;
  /** Guards in code that was evaluated for this state: what each hands over. */
  readonly guards: Map<number, readonly string[] | null>;
  /** Where the hook of each class is, by the index of the class. */
  readonly hooks: ReadonlyMap<number, ClassHook>;
  readonly hidden: Hidden;
  /** The program that made it; empty as loaded. */
  readonly program: string;
  /** The patch that it brought; null where it brought none. */
  readonly patch: string | null;
  /** The patch that it left out, from under others; null where it left none out. */
  readonly out: string | null;
}

/** The source of a state as people have it. */
export function sourceOf({ source, written }: Pick<State, 'source' | 'written'>): string {
  return written?.source ?? source;
}

/** The site of a function in a state, if it is there. */
export function siteOf(state: State, lineage: number): Site | undefined {
  const index = state.lineages.indexOf(lineage);
  return index === -1 ? undefined : state.reading.analysis.sites[index];
}

function ancestors(state: State): State[] {
  const line: State[] = [];
  for (let at: State | null = state; at; at = at.parent) line.push(at);
  return line;
}

/** Whether a function has the same body in two states, going by the patches between them. */
export function isSameIn(a: State, b: State, lineage: number): boolean {
  const [left, right] = [ancestors(a), ancestors(b)];
  const between = [...left.filter((s) => !right.includes(s)), ...right.filter((s) => !left.includes(s))];
  return between.every((state) => !state.changed.has(lineage));
}

/** Notes guards that new code brings; what two pieces of code hand over in common is what can be relied on. */
export function addGuards(state: State, handed: ReadonlyMap<number, readonly string[] | null>): void {
  for (const [index, names] of handed) {
    const known = state.guards.get(index);
    state.guards.set(index, known && names ? known.filter((name) => names.includes(name)) : names);
  }
}
