import { isClassKey } from '../load/names.ts';
import type { Holder, Overlay, ScopeHook } from './registry.ts';
import type { LiveState } from './staged-module.ts';

/** The states that a module is in and has been in, and where their cells are. */
export class LiveStates {
  readonly #url: string;
  readonly #holders: readonly Holder[];
  /** The state in force and those below it. */
  readonly #states = new Map<number, LiveState>();
  /** States that were left: only closures that their code made keep their cells alive. */
  readonly #left = new Map<number, WeakRef<Holder>>();
  #current = 0;

  /** `holders` are those of the module as it was loaded, and `scope` and `overlay` what its code sees. */
  constructor(url: string, holders: readonly Holder[], scope: ScopeHook, overlay: Overlay) {
    this.#url = url;
    this.#holders = holders;
    this.#states.set(0, { parent: null, scope, cells: {}, overlay });
  }

  /** The state in force. */
  get current(): LiveState {
    return this.get(this.#current);
  }

  /** A state that is in force or below it; throws for another. */
  get(id: number): LiveState {
    const state = this.#states.get(id);
    if (!state) throw new Error(`${this.#url} has no state ${id}`);
    return state;
  }

  /** The objects that hold a cell of a state, or of the one that is `made` for it: code of state 0 has those that it was loaded with. */
  holdersOf(id: number, key: string, made?: LiveState): Holder[] {
    const own = id === 0 ? this.#holders.filter((holder) => key in holder) : [];
    const cells = (made ?? this.#states.get(id))?.cells ?? this.#left.get(id)?.deref();
    return cells ? [...own, cells] : own;
  }

  /** The scopes inside of the classes that the states in force have made. */
  classScopes(): ScopeHook[] {
    const holders = [...this.#holders, ...[...this.#states.values()].map(({ cells }) => cells)];
    return holders.flatMap((holder) =>
      Object.entries(holder).flatMap(([key, hook]) =>
        isClassKey(key) && typeof hook === 'function' ? (hook as ScopeHook) : [],
      ),
    );
  }

  /** Goes to a state, and lets go of those that a rollback would not lead to. */
  enter(id: number, entered: LiveState): void {
    this.#states.set(id, entered);
    this.#current = id;
    const below = new Set<number>();
    for (let at: number | null = id; at !== null; at = this.get(at).parent) below.add(at);
    for (const [one, { cells }] of this.#states) {
      if (below.has(one)) continue;
      this.#left.set(one, new WeakRef(cells));
      this.#states.delete(one);
    }
  }

  /** States that were left and that no closure is left of; each is told once. */
  sweep(): number[] {
    const gone = [...this.#left].filter(([, cells]) => cells.deref() === undefined).map(([id]) => id);
    for (const id of gone) this.#left.delete(id);
    return gone;
  }

  /** Gives what makes everything as it is now. */
  save(): () => void {
    const [states, left, current] = [[...this.#states], [...this.#left], this.#current];
    return () => {
      this.#states.clear();
      this.#left.clear();
      for (const [id, state] of states) this.#states.set(id, state);
      for (const [id, weak] of left) this.#left.set(id, weak);
      this.#current = current;
    };
  }
}
