import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Evaluation } from '@suture/protocol/values.js';
import { type Files, type TestShell, until } from './host.ts';
import { type Pool, startPool } from './pool.ts';

/** Lays orders in a worker thread; `spin` ends when somebody sets `done`, or is told to end by itself. */
const worker = {
  'worker.js': `import { parentPort, threadId } from 'node:worker_threads';
import { Order, price } from './price.js';
export const orders = [new Order('tea'), new Order('ink')];
export let served = 0, endless = true;
globalThis.tell = (what) => parentPort.postMessage(what);
function spin(order) {
  let turns = 0, done = false, until = Date.now() + 3000;
  while (!done && (endless || Date.now() < until)) turns += price(1);
  return turns;
}
parentPort.on('message', (m) => {
  served++;
  if (m === 'end') process.exit();
  if (m !== 'spin') return parentPort.postMessage(price(m));
  parentPort.postMessage('spins');
  try {
    parentPort.postMessage('result ' + spin(orders[0]));
  } catch (error) {
    parentPort.postMessage('caught ' + error.message);
  }
});
`,
  'price.js':
    'export class Order {\n  constructor(item) { this.item = item; this.thread = { password: "hunter2" }; }\n}\nexport function price(n) {\n  return n * 2;\n}\n',
};

/** The service, and a shell at each of its threads. */
export interface Seen {
  readonly pool: Pool;
  readonly main: TestShell;
  readonly first: TestShell;
  readonly second: TestShell;
}

/** Starts it. */
export async function start(t: TestContext, files: Files = {}, args: readonly string[] = []): Promise<Seen> {
  const pool = await startPool(t, { ...worker, ...files }, args);
  const [main, first, second] = pool.shells;
  assert.ok(main && first && second);
  return { pool, main, first, second };
}

/** Starts it, and lets the first thread run into its loop. */
export async function spinning(t: TestContext): Promise<Seen> {
  const seen = await start(t);
  seen.pool.running.child.stdin?.write('spin 0\n');
  await seen.pool.running.printed('stdout', 'thread spins');
  return seen;
}

/** Evaluates in the module of a thread. */
export const evaluated = (shell: TestShell, expression: string, more: object = {}): Promise<Evaluation> =>
  shell.get('evaluate', { expression, module: 'worker.js', write: false, timeoutMs: 1_000, ...more });
/** What an evaluation gave, or why it gave nothing. */
export const text = (evaluation: Evaluation): string =>
  evaluation.ok ? evaluation.text : `${evaluation.error.name}: ${evaluation.error.message}`;

/** Pauses a thread that spins, for more than a second; what it prints is `paused`. */
export async function pause({ running }: Pool, shell: TestShell): Promise<void> {
  const before = running.stdout.split('thread paused').length;
  const expression = "(() => { tell('paused'); for (;;); })()";
  void shell.ask('evaluate', { expression, write: true, timeoutMs: 1_400, frame: 0 });
  await until(
    () => running.stdout.split('thread paused').length > before,
    () => `the thread to be paused; it printed ${running.stdout}`,
  );
}
