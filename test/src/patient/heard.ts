import type { ChildProcess } from 'node:child_process';

/** How a program ended, and what it printed. */
export interface Heard {
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Listens to a program until it ends. */
export function heard(child: ChildProcess): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const printed = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream]?.setEncoding('utf8').on('data', (text: string) => {
        printed[stream] += text;
      });
    }
    child.on('error', reject);
    child.on('close', (exit, signal) => resolve({ exit, signal, ...printed }));
  });
}
