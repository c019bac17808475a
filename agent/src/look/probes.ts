import { limits } from '../limits.ts';
import { compiledOnce } from '../swap/compiled-once.ts';
import type { ProbedCell, ReplacedCell } from '../swap/probe.ts';
import type { LiveModule } from '../swap/live-module.ts';
import type { Runtime } from '../swap/runtime.ts';
import { type AwaitNotes, noNotes, notesForAll } from './await-notes.ts';
import { type FlightFigures, FlightRecorder, type FollowedFunction } from './flight-recorder.ts';
import { type LineOrder, LineRecorder } from './line-recorder.ts';
import type { RationFigures } from './ration.ts';
import { reasonOf } from './reason-of.ts';
import { type Condition, Recorder, type RecorderGround, type RecorderOrder } from './recorder.ts';

/** All that is to be watched in one module, from now on. */
export interface ProbeOrder {
  readonly url: string;
  readonly version: number;
  readonly functions: readonly (RecorderOrder & {
    readonly cells: readonly ProbedCell[];
    readonly when: string | null;
  })[];
  readonly lines: readonly (LineOrder & { readonly when: string | null })[];
  /** Bodies that call the recorders of the lines, and note where calls wait. */
  readonly bodies: readonly (ReplacedCell & { readonly mayFail: boolean })[];
  readonly flights: readonly FlightOrder[];
}

/** Async functions whose calls are followed to their end. */
export interface FlightOrder {
  readonly id: number;
  readonly functions: readonly (FollowedFunction & { readonly cells: readonly ProbedCell[] })[];
}

/** Whether it is watched; and the figures of what is watched no longer. */
export type Probed =
  | { readonly ok: true; readonly ended: readonly RationFigures[] }
  | { readonly ok: false; readonly conflict: boolean; readonly message: string };

interface ModuleProbes {
  readonly recorders: Map<number, Recorder | LineRecorder | FlightRecorder>;
  /** In the order in which they were put in. */
  takeAway: (() => void)[];
}

/** Watches functions and lines on the main thread: hot-loaded bodies, no breakpoints. */
export class Probes {
  readonly #runtime: Runtime;
  readonly #ground: RecorderGround;
  readonly #modules = new Map<string, ModuleProbes>();
  #refill: NodeJS.Timeout | undefined;

  constructor(runtime: Runtime, ground: RecorderGround) {
    this.#runtime = runtime;
    this.#ground = ground;
  }

  /** Makes the probes of a module those of the order; in one turn, so that no call sees half of them. */
  set(order: ProbeOrder): Probed {
    const { url, version } = order;
    const wanted = [...order.functions, ...order.lines, ...order.flights];
    const live = this.#runtime.module(url);
    if (!live) return { ok: false, conflict: false, message: `${url} is not loaded` };
    const known: ModuleProbes = this.#modules.get(url) ?? { recorders: new Map(), takeAway: [] };
    if (wanted.length > 0 && live.version !== version) {
      return { ok: false, conflict: true, message: `${url} is at version ${live.version}, not ${version}` };
    }
    for (const takeAway of known.takeAway.reverse()) takeAway();
    known.takeAway = [];
    const ended = [...known.recorders.values()].filter(({ ration }) =>
      wanted.every(({ id }) => id !== ration.order.id),
    );
    for (const { ration } of ended) known.recorders.delete(ration.order.id);
    this.#modules.set(url, known);
    try {
      this.#putIn(live, order, known);
    } catch (error) {
      return { ok: false, conflict: false, message: reasonOf(error) };
    } finally {
      if (known.recorders.size === 0) this.#modules.delete(url);
      this.#tick();
    }
    return { ok: true, ended: ended.map(({ ration }) => ration.figures) };
  }

  /** What is under way of the calls that some recorders follow. */
  flights(ids: readonly number[]): FlightFigures[] {
    const all = [...this.#modules.values()].flatMap(({ recorders }) => [...recorders.values()]);
    return all.flatMap((one) =>
      one instanceof FlightRecorder && ids.includes(one.ration.order.id) ? one.figures : [],
    );
  }

  #putIn(
    live: LiveModule,
    { functions, lines, bodies, flights }: ProbeOrder,
    { recorders, takeAway }: ModuleProbes,
  ): void {
    const condition = (when: string | null): Condition | undefined =>
      when === null ? undefined : (live.scope(compiledOnce(when)) as Condition);
    const followed = (id: number): FlightRecorder | undefined => {
      const recorder = recorders.get(id);
      return recorder instanceof FlightRecorder ? recorder : undefined;
    };
    const flight = (...ids: number[]): AwaitNotes => notesForAll(ids.map((id) => followed(id)?.entered() ?? noNotes));
    const hits: Record<string, LineRecorder | typeof flight> = { flight };
    for (const { when, ...order } of lines) {
      const known = recorders.get(order.id);
      const recorder = known instanceof LineRecorder ? known : new LineRecorder(order, condition(when), this.#ground);
      recorder.order = order;
      recorders.set(order.id, recorder);
      hits[`l${order.id}`] = recorder;
    }
    // What a function does comes before what is put around it.
    for (const { mayFail, ...cell } of bodies) {
      try {
        takeAway.push(live.replace(cell, hits));
      } catch (error) {
        if (!mayFail) throw error;
      }
    }
    for (const { cells, when, ...order } of functions) {
      const known = recorders.get(order.id);
      const recorder = known instanceof Recorder ? known : new Recorder(order, condition(when), this.#ground);
      recorders.set(order.id, recorder);
      for (const cell of cells) {
        takeAway.push(live.probe(cell, (body, handed) => recorder.around(body, cell, handed)));
      }
    }
    for (const { id, functions: all } of flights) {
      const known = recorders.get(id);
      const recorder = known instanceof FlightRecorder ? known : new FlightRecorder(id, this.#ground.quiet);
      recorders.set(id, recorder);
      for (const { cells, ...followed } of all) {
        for (const cell of cells) takeAway.push(live.probe(cell, (body) => recorder.around(body, followed)));
      }
    }
  }

  #tick(): void {
    const needed = this.#modules.size > 0;
    if (needed === (this.#refill !== undefined)) return;
    clearInterval(this.#refill);
    this.#refill = undefined;
    if (!needed) return;
    this.#refill = setInterval(() => {
      for (const { recorders } of this.#modules.values())
        for (const recorder of recorders.values()) recorder.ration.refill();
    }, limits.refillMs);
    this.#refill.unref();
  }
}
