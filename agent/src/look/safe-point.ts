import type { Thunk } from '../bridge/messages.ts';
import type { Shared } from '../bridge/shared.ts';
import { limits } from '../limits.ts';
import { type Ground, makeSlot } from './slot.ts';

/**
 * Runs on the main thread: stays in a macrotask, in which nothing of the application is half-way, and serves V8's
 * interrupts, in which the agent's thread evaluates. Ends when it is released, or after a while without an interrupt.
 */
export function stayAtSafePoint(
  { ticket, thunk }: { ticket: number; thunk: Thunk | null },
  answer: (name: string | null) => void,
  ground: Ground,
  shared: Shared,
): void {
  if (!shared.take('hold', ticket)) {
    answer(null);
    return;
  }
  const name = `$suture${ticket}`;
  const slot = makeSlot(thunk, ground);
  // Configurable, so that it can be taken away; it is only there while none of the application's own code runs.
  Object.defineProperty(globalThis, name, { value: slot, configurable: true, enumerable: false });
  try {
    answer(name);
    spin(() => shared.isReleased(ticket));
  } finally {
    // Whatever became of the agent's thread, no code of a plan stays in force.
    slot.rehearsal?.end();
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
