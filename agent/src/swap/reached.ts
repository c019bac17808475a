/** What a guard hands over for `super`: reads (0) a property of it, sets (1) one, or gives (2) the `this` that goes with it. */
export type SuperAccess = (how: 0 | 1 | 2, key?: PropertyKey, value?: unknown) => unknown;

/** What a guard hands over for the private names of a class: reads (0) or sets (1) one of an object, or asks (2) for it. */
export type PrivateAccess = (how: 0 | 1 | 2, name: string, object: object, value?: unknown) => unknown;

const { apply } = Reflect;

/** What stands for `super` in a new body that has none: `at` for its properties, `called` for methods that are called at once. */
export interface ReachedSuper {
  readonly at: object;
  readonly called: object;
}

function refuseDelete(): never {
  throw new ReferenceError("Unsupported reference to 'super'");
}

class Super implements ReachedSuper {
  readonly #through: SuperAccess;

  constructor(through: SuperAccess) {
    this.#through = through;
  }

  get at(): object {
    const through = this.#through;
    return new Proxy(Object.create(null) as object, {
      get: (_target, key) => through(0, key),
      set(_target, key, value) {
        through(1, key, value);
        return true;
      },
      deleteProperty: refuseDelete,
    });
  }

  get called(): object {
    const through = this.#through;
    return new Proxy(Object.create(null) as object, {
      get: (_target, key) => onObject(through(0, key), through(2)),
    });
  }
}

/** A method that is going to be called, with the object that it is called on; nothing stays nothing, for `?.()`. */
function onObject(method: unknown, object: unknown): unknown {
  if (method === undefined || method === null) return method;
  return (...values: unknown[]) => apply(method as (...values: unknown[]) => unknown, object, values);
}

/** Makes what stands for `super`. */
export function reachSuper(through: SuperAccess): ReachedSuper {
  return new Super(through);
}

/** An object as a new body sees it that has no private names: `name` is its `#name`, `name()` the same to be called. */
export interface ReachPrivates {
  (through: PrivateAccess, object: object): object;
  /** The same, of what may be nothing. */
  maybe(through: PrivateAccess, object: object | null | undefined): object | null | undefined;
}

/** Makes what shows some private names of objects. */
export function reachPrivates(names: readonly string[]): ReachPrivates {
  class Seen {
    readonly #through: PrivateAccess;
    readonly #object: object;

    constructor(through: PrivateAccess, object: object) {
      this.#through = through;
      this.#object = object;
    }

    static show(name: string): void {
      Object.defineProperty(Seen.prototype, name, {
        get(this: Seen) {
          return this.#through(0, name, this.#object);
        },
        set(this: Seen, value: unknown) {
          this.#through(1, name, this.#object, value);
        },
      });
      Object.defineProperty(Seen.prototype, `${name}()`, {
        get(this: Seen) {
          return onObject(this.#through(0, name, this.#object), this.#object);
        },
      });
    }
  }
  for (const name of names) Seen.show(name);
  const reach = (through: PrivateAccess, object: object): object => new Seen(through, object);
  const maybe: ReachPrivates['maybe'] = (through, object) =>
    object === null || object === undefined ? object : new Seen(through, object);
  return Object.assign(reach, { maybe });
}
