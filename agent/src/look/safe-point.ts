import { limits } from '../limits.ts';
import type { Runtime } from '../swap/runtime.ts';
import type { Thunk } from '../bridge/messages.ts';
import type { Shared } from '../bridge/shared.ts';
import { describe } from './walk.ts';

/** What the agent's thread finds under a global name while the main thread stays at a safe point. */
export interface Slot {
  /** Compiles the thunk; runs none of it. */
  compile(): void;
  /** The compiled thunk; calling it runs the expression. */
  thunk: unknown;
  /** Describes the result in a box as JSON. */
  describe(box: { result: unknown } | undefined): string;
  /** Describes anything that was thrown. */
  describeThrown(value: unknown): string;
}

const indirectEval = globalThis.eval;

/**
 * Runs on the main thread: stays in a macrotask, in which nothing of the application is half-way, and serves V8's
 * interrupts, in which the agent's thread evaluates. Ends when it is released, or after a while without an interrupt.
 */
export function stayAtSafePoint(
  { ticket, thunk }: { ticket: number; thunk: Thunk | null },
  answer: (name: string | null) => void,
  runtime: Runtime,
  shared: Shared,
): void {
  if (!shared.take('hold', ticket)) {
    answer(null);
    return;
  }
  const name = `$suture${ticket}`;
  // Configurable, so that it can be taken away; it is only there while none of the application's own code runs.
  Object.defineProperty(globalThis, name, { value: makeSlot(thunk, runtime), configurable: true, enumerable: false });
  try {
    answer(name);
    spin(() => shared.isReleased(ticket));
  } finally {
    Reflect.deleteProperty(globalThis, name);
  }
}

// A loop, not `Atomics.wait`: V8 serves interrupts at the end of each turn of a loop.
function spin(isOver: () => boolean): void {
  let last = performance.now();
  let idleMs = 0;
  while (!isOver()) {
    const now = performance.now();
    // A long turn was an evaluation; only turns without one count as idle.
    if (now - last < 2) idleMs += now - last;
    else idleMs = 0;
    if (idleMs > limits.holdIdleMs) return;
    last = now;
  }
}

/** Makes what the agent's thread evaluates through. */
export function makeSlot(thunk: Thunk | null, runtime: Runtime): Slot {
  const slot: Slot = {
    thunk: undefined,
    compile() {
      if (thunk) slot.thunk = compile(thunk, runtime);
    },
    describe: (box) => JSON.stringify(describe(box?.result, limits.walk, thunk?.name)),
    describeThrown: (value) => JSON.stringify(describe(value)),
  };
  return slot;
}

function compile({ url, code, captured }: Thunk, runtime: Runtime): unknown {
  if (url === undefined) return indirectEval(code);
  const scope = runtime.scope(url);
  if (!scope) throw new Error('the module has no live scope');
  if (!captured) return scope(code);
  // Reads bindings of the module and nothing else; one in its temporal dead zone stays out.
  const reads = captured.map((name) => `try { $values.${name} = ${name} } catch {}`).join(';');
  const capture = scope(`(($values) => { ${reads}; return $values })`) as (values: object) => object;
  const make = indirectEval(`(({ ${captured.join(', ')} }) => ${code})`) as (values: object) => unknown;
  return make(capture({ __proto__: null }));
}
