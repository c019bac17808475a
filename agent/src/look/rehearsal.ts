import { limits } from '../limits.ts';
import type { Callable, ProbedCell } from '../swap/probe.ts';
import type { Runtime } from '../swap/runtime.ts';
import { ownJson } from './own-json.ts';
import type { Quiet } from './ration.ts';
import { again, type Recording, type Recordings } from './recordings.ts';

/** A recorded call, made once more on the code that runs and on the code of a plan. */
export interface RehearsalOrder {
  readonly recording: number;
  readonly url: string;
  readonly cell: ProbedCell;
  /** Program that was prepared, and not put in force. */
  readonly program: string;
}

interface Call {
  readonly body: Callable;
  readonly self: unknown;
  readonly args: readonly unknown[];
  readonly isCopy: readonly boolean[];
  /** Taken beforehand: reading an import counts as a side effect to V8. */
  readonly nodes: number;
}

/** On the main thread, at a safe point: makes a recorded call, with a plan in force for the length of it. */
export class Rehearsal {
  readonly #order: RehearsalOrder;
  readonly #runtime: Runtime;
  readonly #recording: Recording;
  readonly #quiet: Quiet;
  #call: Call | undefined;
  #takeBack: (() => void) | undefined;

  constructor(order: RehearsalOrder, runtime: Runtime, recordings: Recordings, quiet: Quiet) {
    const recording = recordings.find(order.recording);
    if (!recording) throw new Error('the call is not kept any more');
    this.#order = order;
    this.#runtime = runtime;
    this.#recording = recording;
    this.#quiet = quiet;
  }

  /** What is not a copy, as JSON: which, and why. */
  get notes(): string {
    const { self, args } = this.#recording;
    const all = [
      { what: '`this`', taken: self },
      ...args.map((taken, index) => ({ what: `argument ${index + 1}`, taken })),
    ];
    return ownJson(all.flatMap(({ what, taken }) => (taken.kind === 'itself' ? [{ what, why: taken.why }] : [])));
  }

  /** Puts the plan in force, until {@link end}. */
  begin(): void {
    this.#takeBack = this.#runtime.rehearse(this.#order.program);
  }

  /** Gets ready to make the call on what is in force now. */
  ready(): void {
    this.#quiet.isOn = true;
    const { url, cell } = this.#order;
    const made = this.#runtime.module(url)?.callee(cell);
    if (!made) throw new Error(`${url} is not loaded`);
    const { handed = [], self, args } = this.#recording;
    const body = cell.handsOver ? (Reflect.apply(made, undefined, handed) as Callable) : made;
    const isCopy = args.map(({ kind }) => kind === 'copy');
    this.#call = { body, self: again(self), args: args.map(again), isCopy, nodes: limits.recordedNodes };
  }

  /** Makes the call; nothing else, so that V8 can check it for side effects. */
  run(): { result: unknown } {
    const { body, self, args, isCopy, nodes } = this.#call as Call;
    const own: unknown[] = [];
    const left = { nodes };
    for (let index = 0; index < args.length; index++) {
      own[index] = isCopy[index] ? freshly(args[index], left) : args[index];
    }
    return { result: body.apply(self, own) };
  }

  /** Makes everything as it was; may be called twice. */
  end(): void {
    this.#quiet.isOn = false;
    this.#takeBack?.();
    this.#takeBack = undefined;
  }
}

/**
 * Copies plain data once more, in code that V8 can tell to have no side effect: what a checked call makes itself it may
 * change as well. What is too much, a cycle say, or no plain object is taken as it is.
 */
function freshly(value: unknown, left: { nodes: number }): unknown {
  if (typeof value !== 'object' || value === null || --left.nodes < 0) return value;
  if (Array.isArray(value)) {
    const made: unknown[] = [];
    for (let index = 0; index < value.length; index++) made[index] = freshly(value[index], left);
    return made;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const made: Record<string, unknown> = {};
  // From Node 24 on V8 takes reading a property under the key of a `for`-`in` for a side effect.
  const keys = Object.keys(value);
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as string;
    made[key] = freshly((value as Record<string, unknown>)[key], left);
  }
  return made;
}
