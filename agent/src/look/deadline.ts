const { cpuUsage } = process;

/** CPU time that the process has used, all of its threads together, in milliseconds. */
export function cpuMs(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
}

/** A time limit in which only the time counts that the process is let run: a busy machine must not cut values short. */
export class Deadline {
  readonly #waitMs: number;
  readonly #usedBefore: number = cpuMs();
  #endsAt: number;

  constructor(waitMs: number) {
    this.#waitMs = waitMs;
    this.#endsAt = performance.now() + waitMs;
  }

  /** Whether the time is over. */
  get isOver(): boolean {
    const now = performance.now();
    if (now <= this.#endsAt) return false;
    const leftMs = this.#waitMs - (cpuMs() - this.#usedBefore);
    if (leftMs <= 0) return true;
    this.#endsAt = now + leftMs;
    return false;
  }
}
