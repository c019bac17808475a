import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Files, launch, listed, makeFolder, type Running, TestShell, until } from './host.ts';

/** A service that lets two worker threads work out its prices. */
const files: Files = {
  'package.json': '{"name":"pool","type":"module"}\n',
  'price.js': 'export function price(n) {\n  return n * 2;\n}\n',
  'worker.js':
    "import { parentPort } from 'node:worker_threads';\nimport { price } from './price.js';\n" +
    "const spin = () => {\n  parentPort.postMessage('spins');\n  for (;;);\n};\n" +
    "parentPort.on('message', (m) => (m === 'end' ? process.exit() : m === 'spin' ? spin() : parentPort.postMessage(price(m))));\n",
  // Each line of its input is done in the pool or in the main thread.
  'main.js':
    "import { createInterface } from 'node:readline';\nimport { Worker } from 'node:worker_threads';\nimport { execSync } from 'node:child_process';\nimport { price } from './price.js';\n" +
    "const start = () => new Worker(new URL('./worker.js', import.meta.url)).on('message', (n) => console.log('thread', n)).on('exit', () => console.log('ended'));\n" +
    'const pool = [start(), start()];\n' +
    "const hold = () => {\n  console.log('main holds');\n  for (const end = Date.now() + 3000; Date.now() < end;);\n  console.log('main goes on');\n};\n" +
    "const does = { start: () => pool.push(start()), main: () => console.log('main', price(100)), hold: () => hold(), sleep: () => console.log('main sleeps') ?? execSync('sleep 3'), die: () => globalThis.agent.terminate(),  ask: (i) => pool[i].postMessage(100), spin: (i) => pool[i].postMessage('spin'), kill: (i) => pool[i].terminate(), end: (i) => pool[i].postMessage('end'), exit: () => process.exit() };\n" +
    "createInterface({ input: process.stdin }).on('line', (line) => {\n  const [what, i] = line.split(' ');\n  does[what](i);\n});\n",
};

/** How a target is announced in the run folder. */
export interface Card {
  readonly pid: number;
  readonly thread?: number;
  readonly socket: string;
}

/** The targets of a run folder: the main thread, then the worker threads by their numbers. */
export const cardsOf = (runDir: string): Card[] =>
  listed(runDir)
    .filter((name) => /^[^.].*\.json$/.test(name))
    .map((name) => JSON.parse(readFileSync(join(runDir, name), 'utf8')) as Card)
    .sort((a, b) => (a.thread ?? 0) - (b.thread ?? 0));

/** The service as it runs. */
export interface Pool {
  readonly running: Running;
  readonly folder: string;
  readonly runDir: string;
  readonly stateDir: string;
  readonly cards: Card[];
  readonly shells: TestShell[];
}

/** Starts the service, with files of one's own in place of its, and attaches a shell to each of its targets. */
export async function startPool(t: TestContext, own: Files = {}, args: readonly string[] = []): Promise<Pool> {
  const folder = makeFolder(t, { ...files, ...own });
  const { running, runDir, stateDir } = launch(t, folder, [...args, 'main.js']);
  await until(
    () => cardsOf(runDir).length === 3,
    () => `three targets; there are ${listed(runDir).join()}: ${running.stderr}`,
  );
  const cards = cardsOf(runDir);
  const shells = await Promise.all(cards.map(({ socket }) => TestShell.attach(socket)));
  t.after(() => {
    for (const shell of shells) shell.close();
  });
  return { running, runDir, stateDir, folder, shells, cards };
}
