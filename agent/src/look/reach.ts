import type { Thunk } from '../bridge/messages.ts';
import { limits } from '../limits.ts';
import type { Program } from '../swap/program.ts';
import type { Runtime } from '../swap/runtime.ts';
import { makeSlot } from './safe-point.ts';
import { describe } from './walk.ts';

/** Where the agent's thread finds, through the inspector, what must be there while the main thread is stuck. */
export const reachSymbol = 'suture.look';

/** What the inspector can call in a main thread that answers no message. */
export interface Reach {
  /** Puts a slot under a global name, or takes it away again. */
  lend(name: string, thunk: string | null): void;
  /** Describes some variables as JSON. */
  variables(names: string, ...values: unknown[]): string;
  /** Describes one value as JSON. */
  value(value: unknown): string;
  /** Prepares and commits a program at once; the outcome as JSON. */
  swap(program: string): string;
}

/** Expression for the {@link Reach} of the main thread. */
export const reach: string = `globalThis[Symbol.for(${JSON.stringify(reachSymbol)})]`;

/** Runs on the main thread: puts the reach where the inspector finds it. */
export function installReach(runtime: Runtime): void {
  const made: Reach = {
    lend(name, thunk) {
      if (thunk === null) Reflect.deleteProperty(globalThis, name);
      else {
        const value = makeSlot(JSON.parse(thunk) as Thunk | null, runtime);
        Object.defineProperty(globalThis, name, { value, configurable: true, enumerable: false });
      }
    },
    variables: (names, ...values) =>
      JSON.stringify(
        (JSON.parse(names) as string[]).map((name, index) => ({
          name,
          text: describe(values[index], limits.walkLocal, name).text,
        })),
      ),
    value: (value) => JSON.stringify(describe(value)),
    swap: (program) => JSON.stringify(runtime.swapNow(JSON.parse(program) as Program)),
  };
  Object.defineProperty(globalThis, Symbol.for(reachSymbol), { value: Object.freeze(made), configurable: true });
}
