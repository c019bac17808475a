import { types } from 'node:util';
import { Script } from 'node:vm';
import { limits } from '../limits.ts';
import { namedReasonOf } from '../look/reason-of.ts';
import { liveInstances } from './live-instances.ts';
import type { StagedStatement } from './statements.ts';

/** The two ways of a migration, as its file declares them. */
export interface Migrating {
  readonly up: (tools: MigrationTools) => unknown;
  readonly down?: ((tools: MigrationTools) => unknown) | undefined;
}

/** What a migration is given. */
export interface MigrationTools {
  /** Live objects of a class, those of subclasses included. */
  instances(owner: new (...values: never[]) => object): object[];
  /** Gives a live object the fields that the patch adds to its class, as a new one gets them; it keeps what it has. */
  addFields<T extends object>(object: T): T;
  /** Runs the top-level statements that the patch adds, once and in their order; for `up`. */
  runAdded(): void;
  /** Runs those again that the patch took away; for `down`. */
  runGone(): void;
}

/** Top-level statements that one way of a migration is to run, and whether it did. */
export class Statements {
  readonly #own: readonly StagedStatement[];
  #ran = false;

  constructor(own: readonly StagedStatement[]) {
    this.#own = own;
  }

  /** Runs them. Throws what they throw, and when they ran before. */
  run(): void {
    if (this.#ran) throw new Error('the statements have run');
    this.#ran = true;
    for (const { run } of this.#own) run();
  }

  /** Whether there are some that did not run. */
  get isLeft(): boolean {
    return this.#own.length > 0 && !this.#ran;
  }
}

/** Gives live objects the new fields of a class. */
export interface Adopter {
  readonly prototype: object;
  readonly adopt: (object: object) => void;
}

function nowhere(name: string, way: string): never {
  throw new Error(`${name} is for \`${way}\``);
}

/** Makes the tools for one run; `adopters` are the classes whose fields the patch changes. */
export function migrationTools(
  adopters: readonly Adopter[],
  { added, gone }: { readonly added?: Statements; readonly gone?: Statements },
): MigrationTools {
  return {
    runAdded: () => (added ?? nowhere('runAdded', 'up')).run(),
    runGone: () => (gone ?? nowhere('runGone', 'down')).run(),
    instances(owner) {
      const prototype: unknown = typeof owner === 'function' ? owner.prototype : undefined;
      if (typeof prototype !== 'object' || prototype === null) throw new TypeError('instances: expected a class');
      return liveInstances(prototype);
    },
    addFields(object) {
      const chain: object[] = [];
      for (let at: object | null = Object.getPrototypeOf(object); at; at = Object.getPrototypeOf(at)) chain.unshift(at);
      for (const prototype of chain) adopters.find((known) => known.prototype === prototype)?.adopt(object);
      return object;
    },
  };
}

const slot = '$sutureMigration';
const script = new Script(`${slot}()`, { filename: 'suture-migration' });

/**
 * Runs one way of a migration within a time limit; gives the reason when it did not come to its end. The limit ends it
 * wherever it is, so that neither `catch` nor `finally` of it runs.
 */
export function migrate(way: (tools: MigrationTools) => unknown, tools: MigrationTools): string | undefined {
  try {
    Object.defineProperty(globalThis, slot, { value: () => way(tools), configurable: true });
    const result: unknown = script.runInThisContext({ timeout: limits.migrationMs, displayErrors: false });
    if (!types.isPromise(result)) return undefined;
    result.catch(() => {});
    return 'returned a promise, and nothing waits for it: it runs within one turn of the event loop';
  } catch (thrown) {
    const isLate =
      types.isNativeError(thrown) && (thrown as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    return isLate ? `took longer than ${limits.migrationMs} ms` : `threw ${namedReasonOf(thrown)}`;
  } finally {
    Reflect.deleteProperty(globalThis, slot);
  }
}
