import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { readCards } from '../connect/cards.ts';
import type { Children } from './children.ts';
import type { Stage } from './stage.ts';

/** The running service, from outside: its address and what it has logged. */
export interface Service {
  readonly pid: number;
  readonly address: string;
  /** Stack of the newest error in the log. */
  readonly lastError: () => string | undefined;
  /** Says how the service ended, when it has. */
  readonly ended: () => string | undefined;
}

/** How the service is started: with the agent, as it would have been weeks ago. */
export const startArguments: readonly string[] = ['-r', '@suture/agent', 'dist/server.js'];

/** Starts the service and waits until it listens, and its agent as well, which begins when the service has. */
export async function startAttachable(children: Children, stage: Stage): Promise<Service> {
  const service = await startService(children, stage, startArguments);
  const folder = stage.env['SUTURE_RUN_DIR'] ?? '';
  while (!(await readCards(folder)).some(({ pid }) => pid === service.pid)) {
    const ended = service.ended();
    if (ended !== undefined) throw new Error(`the service did not stay (${ended})`);
    await sleep(10);
  }
  return service;
}

/** Starts the service and waits until it listens. */
export function startService(children: Children, stage: Stage, args: readonly string[]): Promise<Service> {
  const child = children.start(process.execPath, args, {
    cwd: stage.checkout,
    env: { ...stage.env, PORT: '0' },
  });
  return listening(child);
}

function listening(child: ChildProcess): Promise<Service> {
  return new Promise((resolve, reject) => {
    let lastError: string | undefined;
    let complaints = '';
    let ended: string | undefined;
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      ended = signal ?? `exit code ${code}`;
      reject(new Error(`the service did not start (${ended})\n${complaints}`));
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaints = (complaints + text).slice(-4_000);
    });
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      lastError = stackOf(line) ?? lastError;
      const address = /^orders listens on (\S+)$/.exec(line)?.[1];
      if (address === undefined) return;
      resolve({ pid: child.pid ?? 0, address, lastError: () => lastError, ended: () => ended });
    });
  });
}

/** Fastify logs JSON lines; an error carries its stack in `err`. */
function stackOf(line: string): string | undefined {
  try {
    const entry = JSON.parse(line) as { err?: { stack?: unknown } };
    return typeof entry.err?.stack === 'string' ? entry.err.stack : undefined;
  } catch {
    return undefined;
  }
}
