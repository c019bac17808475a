import { type Item, itemsOf, type Kind, type Making, type Offered } from './offered.ts';

/** How something is asked at once, by what it is. */
const asked: Readonly<Record<Kind, (use: string) => string>> = {
  function: (use) => `${use}(2)`,
  async: (use) => `${use}(2)`,
  constant: (use) => use,
  class: (use) => `new ${use}(1).m(2)`,
  iterator: (use) => `inFlight(${use}(2)).then((end) => end())`,
  waiting: (use) => `${use}(2, null)`,
  object: (use) => `[${use}.limit, ${use}.f(2)]`,
  registry: (use) => `[...${use}.values()].map((f) => f(2))`,
};

/** How it is held on to, until it is asked; what has begun says so by its name. */
const held: Readonly<Record<Kind, ((use: string) => string) | undefined>> = {
  function: (use) => `kept(${use})`,
  async: (use) => `kept(${use})`,
  constant: undefined,
  class: (use) => `instance(new ${use}(1))`,
  iterator: (use) => `inFlight(${use}(2))`,
  waiting: (use) => `waiting(${use})`,
  object: (use) => `asked(${use})`,
  registry: undefined,
};

/** What had begun is a part of the former program and of the new one; an instance has the state that it was given. */
const marks: Partial<Readonly<Record<Kind, string>>> = { iterator: '…', waiting: '…', class: '~', object: '~' };

const tools = `const soon = () => new Promise((done) => { setTimeout(done, 2000, 'never') })
const told = async (f) => { try { return await Promise.race([f(), soon()]) } catch (e) { return String(e?.message) } }
const kept = (f) => typeof f === 'function' && (() => f(2))
const instance = (object) => () => object.m(2)
const asked = (object) => () => [object.limit, object.f(2)]
const inFlight = async (it) => {
  const { value } = await it.next()
  const all = [value]
  return async () => { for (let i = 0; i < 9; i++) { const { value, done } = await it.next(i); all.push(value); if (done) break } return all }
}
const waiting = (call) => { let go; const running = Promise.resolve(call(2, new Promise((done) => { go = done }))); running.catch(() => {}); return () => { go(3); return running } }`;

/**
 * The last module of a program. `probe` asks for everything that the others offer; `begin` takes references, makes instances
 * and begins what takes its time, and gives a function that asks these. Answers have names; those of what had begun end with `…`, those of
 * instances with `~`.
 */
export function mainOf(
  making: Making,
  modules: readonly Offered[],
  take: (from: Offered, item: Item) => { line: string; use: string },
): string {
  const lines: string[] = [];
  const probes: string[] = [];
  const holds: string[] = [];
  for (const from of modules) {
    for (const item of itemsOf(from)) {
      const { line, use } = take(from, item);
      const name = `m${from.index} ${item.name}${item.path}`;
      lines.push(line);
      probes.push(`'${name}': await told(() => ${asked[item.kind](use)})`);
      const hold = held[item.kind]?.(use);
      const mark = marks[item.kind] ?? '';
      if (hold !== undefined) holds.push(`'${name} held${mark}': await told(() => ${hold})`);
    }
  }
  const probe = `async () => ({ ${probes.join(', ')} })`;
  const begin = `async () => { const all = { ${holds.join(', ')} }; return async () => { const answers = {}; for (const name of Object.keys(all)) if (typeof all[name] === "function") answers[name] = await told(all[name]); return answers } }`;
  const offers =
    making.syntax === 'module'
      ? [`export const probe = ${probe}`, `export const begin = ${begin}`]
      : [`exports.probe = ${probe}`, `exports.begin = ${begin}`];
  return `${[...lines, tools, ...offers].join('\n')}\n`;
}
