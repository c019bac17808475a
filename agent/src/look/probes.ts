import { limits } from '../limits.ts';
import type { ProbedCell } from '../swap/probe.ts';
import type { Runtime } from '../swap/runtime.ts';
import { type Condition, type RecordedCall, Recorder, type RecorderFigures, type RecorderOrder } from './recorder.ts';

/** All that is to be watched in one module, from now on. */
export interface ProbeOrder {
  readonly url: string;
  readonly version: number;
  readonly probes: readonly (RecorderOrder & { readonly cells: readonly ProbedCell[]; readonly when: string | null })[];
}

/** Whether it is watched; and the figures of what is watched no longer. */
export type Probed =
  | { readonly ok: true; readonly ended: readonly RecorderFigures[] }
  | { readonly ok: false; readonly conflict: boolean; readonly message: string };

interface ModuleProbes {
  readonly recorders: Map<number, Recorder>;
  /** In the order in which they were put in. */
  takeAway: (() => void)[];
}

/** Watches functions on the main thread: hot-loaded bodies, no breakpoints. */
export class Probes {
  readonly #runtime: Runtime;
  readonly #send: (call: RecordedCall) => void;
  readonly #modules = new Map<string, ModuleProbes>();
  #refill: NodeJS.Timeout | undefined;

  constructor(runtime: Runtime, send: (call: RecordedCall) => void) {
    this.#runtime = runtime;
    this.#send = send;
  }

  /** Makes the probes of a module those of the order; in one turn, so that no call sees half of them. */
  set({ url, version, probes }: ProbeOrder): Probed {
    const live = this.#runtime.module(url);
    if (!live) return { ok: false, conflict: false, message: `${url} is not loaded` };
    const known = this.#modules.get(url) ?? { recorders: new Map<number, Recorder>(), takeAway: [] };
    if (probes.length > 0 && live.version !== version) {
      return { ok: false, conflict: true, message: `${url} is at version ${live.version}, not ${version}` };
    }
    for (const takeAway of known.takeAway.reverse()) takeAway();
    known.takeAway = [];
    const ended = [...known.recorders.values()].filter(({ order }) => probes.every(({ id }) => id !== order.id));
    for (const { order } of ended) known.recorders.delete(order.id);
    this.#modules.set(url, known);
    try {
      for (const { cells, when, ...order } of probes) {
        const condition = when === null ? undefined : (live.scope(when) as Condition);
        const recorder = known.recorders.get(order.id) ?? new Recorder(order, condition, this.#send);
        known.recorders.set(order.id, recorder);
        for (const cell of cells) known.takeAway.push(live.probe(cell, (body) => recorder.around(body)));
      }
    } catch (error) {
      return { ok: false, conflict: false, message: error instanceof Error ? error.message : typeof error };
    } finally {
      if (known.recorders.size === 0) this.#modules.delete(url);
      this.#tick();
    }
    return { ok: true, ended: ended.map(({ figures }) => figures) };
  }

  #tick(): void {
    const needed = this.#modules.size > 0;
    if (needed === (this.#refill !== undefined)) return;
    clearInterval(this.#refill);
    this.#refill = undefined;
    if (!needed) return;
    this.#refill = setInterval(() => {
      for (const { recorders } of this.#modules.values()) for (const recorder of recorders.values()) recorder.refill();
    }, limits.refillMs);
    this.#refill.unref();
  }
}
