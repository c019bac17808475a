import type { TestContext } from 'node:test';
import type { WatchedCall } from '@suture/protocol/watch.js';
import { type Files, type Host, startHost, type TestShell } from './host.ts';

/** The end of a program that evaluates each line of its input, and prints what came of it behind `=` or `!`. */
export const evaluatesLines: string = `process.stdin.setEncoding('utf8').on('data', (text) => {
  for (const line of text.trim().split('\\n')) run(line);
});
function run(line) {
  try { console.log('=', eval(line)); } catch (error) { console.log('!', error.message); }
}
console.log('ready');
`;

/** A program that ends so, while it runs. */
export type Evaluating = Host & { readonly run: (line: string) => void };

/** Starts such a program. */
export async function startEvaluating(t: TestContext, files: Files, main: string): Promise<Evaluating> {
  const host = await startHost(t, files, [main]);
  await host.running.printed('stdout', 'ready');
  return { ...host, run: (line) => void host.running.child.stdin?.write(`${line}\n`) };
}

/** How much a watch tells at the most, where that is not what a test is about. */
export const usual = { count: 50, forMs: 60_000, perSecond: 50 } as const;

/** The calls and lines that a shell was told of. */
export function callsOf(shell: TestShell): WatchedCall[] {
  return shell.events.filter(({ event }) => event === 'call').map(({ data }) => data as WatchedCall);
}
