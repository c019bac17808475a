/** Small functions in a loop, where a guard would show the most. `time()` gives nanoseconds a call of each. */
export const loops = `export function add(a, b) { return (a * 31 + b) | 0; }

class Counter {
  #count = 0;
  add(n) { this.#count = (this.#count + n) | 0; return this.#count; }
}
const counter = new Counter();

function make() {
  let sum = 0;
  return (n) => { sum = (sum + n) | 0; return sum; };
}
const closure = make();

class Base {
  constructor(sum) { this.sum = sum; }
}
class Leaf extends Base {}

async function later(n) { return n + 1; }

const calls = {
  function(times) { let x = 1; for (let n = 0; n < times; n += 1) x = add(x, n); return x; },
  method(times) { let x = 1; for (let n = 0; n < times; n += 1) x = counter.add(n); return x; },
  closure(times) { let x = 1; for (let n = 0; n < times; n += 1) x = closure(n); return x; },
  derived(times) { let x = 1; for (let n = 0; n < times; n += 1) x = (x + new Leaf(n).sum) | 0; return x; },
  async async(times) { let x = 1; for (let n = 0; n < times; n += 1) x = await later(x); return x; },
};

export async function time() {
  const found = {};
  for (const [name, call] of Object.entries(calls)) {
    const times = name === 'async' ? 40_000 : 2_000_000;
    // Many short rounds: some of them are not interrupted on a machine that does other things as well.
    let best = Infinity;
    for (let round = 0; round < 60; round += 1) {
      const start = process.hrtime.bigint();
      await call(times);
      best = Math.min(best, Number(process.hrtime.bigint() - start) / times);
    }
    found[name] = best;
  }
  return found;
}
`;

/** Nanoseconds a call, by the kind of function. */
export type Times = Readonly<Record<string, number>>;

/** The best of several runs, for each kind. */
export function best(runs: readonly Times[]): Times {
  const kinds = Object.keys(runs[0] ?? {});
  return Object.fromEntries(kinds.map((kind) => [kind, Math.min(...runs.map((run) => run[kind] ?? Number.NaN))]));
}
