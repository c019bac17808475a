import { type ChildProcess, spawn } from 'node:child_process';

/** How a child ended and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a child runs. */
export interface Place {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

const graceMs = 2_000;

/** Every process that the demo starts, so that none outlives it. Each has a group of its own, with all that it starts itself. */
export class Children {
  readonly #running = new Set<ChildProcess>();
  #closed = false;

  /** Starts a process that goes on until {@link close}. */
  start(command: string, args: readonly string[], place: Place): ChildProcess {
    if (this.#closed) throw new Error(`cannot start ${command}: the demo is over`);
    const child = spawn(command, args, { ...place, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.#running.add(child);
    const forget = (): boolean => this.#running.delete(child);
    child.once('exit', forget);
    child.once('error', forget);
    return child;
  }

  /** Runs a process to its end. */
  run(command: string, args: readonly string[], place: Place): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const child = this.start(command, args, place);
      let stdout = '';
      let stderr = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
      });
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, stdout, stderr }));
    });
  }

  /** Ends all that still run, and waits until they have ended. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#running].map(end));
  }

  /** Ends all at once, where nothing can be waited for. */
  kill(): void {
    for (const child of this.#running) signal(child, 'SIGKILL');
  }
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  signal(child, 'SIGTERM');
  const impatience = setTimeout(() => signal(child, 'SIGKILL'), graceMs);
  await ended;
  clearTimeout(impatience);
  // What the child started and left behind.
  signal(child, 'SIGKILL');
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // The group has ended already.
  }
}
