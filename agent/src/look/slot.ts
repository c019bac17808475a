import { types } from 'node:util';
import type { Thunk } from '../bridge/messages.ts';
import { limits } from '../limits.ts';
import { compiledOnce } from '../swap/compiled-once.ts';
import type { Runtime } from '../swap/runtime.ts';
import { privateReaders } from './private-readers.ts';
import { privatesName } from './private-uses.ts';
import type { Quiet } from './ration.ts';
import type { Recordings } from './recordings.ts';
import { Rehearsal, type RehearsalOrder } from './rehearsal.ts';
import type { Results } from './results.ts';
import { type Described, describe, describeWhole } from './walk.ts';
import { awaitTamed, callTamed } from './wild-error.ts';

/** What the inspector finds under a global name: while the main thread stays at a safe point, or for the time of a command. */
export interface Slot {
  /** A call that is made once more while the main thread stays. */
  rehearsal: Rehearsal | undefined;
  /** Begins a rehearsal, from the JSON of a {@link RehearsalOrder}. */
  rehearse(order: string): void;
  /** Compiles the thunk; runs none of it. */
  compile(): void;
  /** The compiled thunk; calling it runs the expression. */
  thunk: unknown;
  /** Calls it; an error that would run code of its own when it is told of comes in a box, `{ wild }`. */
  run(): unknown;
  /** Where the inspector puts a value that it tells of. */
  taken: unknown;
  /** Describes the result in a box; keeps it for the session. */
  describe(box: Box | undefined): SlotDescription;
  /** Describes anything that was thrown, in the same way. */
  describeThrown(value: unknown): SlotDescription;
}

/** The value of an expression, and of what it declares; or an error that must not be told of by V8. */
export interface Box {
  readonly result?: unknown;
  readonly names?: object;
  readonly wild?: unknown;
}

/** A described value, with the number under which the session keeps it. */
export interface SlotDescription extends Described {
  readonly number?: number;
  /** It was thrown. */
  readonly threw?: true;
}

/** What the main thread needs to have expressions evaluated. */
export interface Ground {
  readonly runtime: Runtime;
  readonly results: Results;
  readonly recordings: Recordings;
  readonly quiet: Quiet;
}

const indirectEval = globalThis.eval;

/** Makes what the agent's thread evaluates through. */
export function makeSlot(thunk: Thunk | null, { runtime, results, recordings, quiet }: Ground): Slot {
  const session = thunk?.session;
  const call = thunk?.awaits ? awaitTamed : callTamed;
  const slot: Slot = {
    thunk: undefined,
    taken: undefined,
    run: () => call(slot as { thunk(): unknown }),
    rehearsal: undefined,
    rehearse(order) {
      slot.rehearsal = new Rehearsal(JSON.parse(order) as RehearsalOrder, runtime, recordings, quiet);
    },
    compile() {
      if (thunk) slot.thunk = compile(thunk, runtime, session ? results.take(session) : new Map());
    },
    describe(box) {
      if (box && 'wild' in box) return { ...describe(box.wild), threw: true };
      if (types.isPromise(box?.result)) leaveAlone(box.result);
      const description: SlotDescription = describeWhole(box?.result, limits.walk, thunk?.name);
      if (!session?.keeps) return description;
      if (box?.names) results.declare(session, box.names);
      const number = results.keep(session.id, box?.result);
      return { ...description, number };
    },
    describeThrown(value) {
      if (session?.keeps) results.keepError(session.id, value);
      return describe(value);
    },
  };
  return slot;
}

const { apply } = Reflect;
const { then } = Promise.prototype;

// A promise that somebody at a prompt made and nobody waits for must not end the process when it is rejected.
function leaveAlone(promise: Promise<unknown>): void {
  try {
    void apply(then, promise, [undefined, () => {}]);
  } catch {
    // A species of the application's own.
  }
}

function compile(
  { url, code, captured, privates }: Thunk,
  runtime: Runtime,
  taken: ReadonlyMap<string, unknown>,
): unknown {
  const scope = url === undefined ? indirectEval : runtime.scope(url);
  if (!scope) throw new Error('the module has no live scope');
  const values = Object.assign(Object.create(null) as Record<string, unknown>, Object.fromEntries(taken));
  if (privates.length > 0)
    values[privatesName] = privateReaders(url === undefined ? [] : runtime.classScopes(url), privates);
  const names = [...Object.keys(values), ...(captured ?? []).filter((name) => !taken.has(name))];
  if (captured && captured.length > 0) {
    // Reads bindings of the module and nothing else; one in its temporal dead zone stays out.
    const reads = captured.map((name) => (taken.has(name) ? '' : `try { $values.${name} = ${name} } catch {}`));
    (scope(compiledOnce(`(($values) => { ${reads.join(';')} })`)) as (values: object) => void)(values);
  }
  if (names.length === 0) return (captured ? indirectEval : scope)(compiledOnce(code));
  // What is read is compiled in the global scope: see `Thunk.captured`.
  const make = (captured ? indirectEval : scope)(compiledOnce(`(({ ${names.join(', ')} }) => ${code})`)) as (
    values: object,
  ) => unknown;
  return make(values);
}
