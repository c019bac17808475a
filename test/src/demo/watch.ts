import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A folder for the temporary files of the demo, to see what it leaves there. */
export function room(t: TestContext): { folder: string; env: NodeJS.ProcessEnv } {
  const folder = mkdtempSync(join(tmpdir(), 's-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, env: { ...process.env, TMPDIR: folder } };
}

/** Text of a child as it comes; waits for what should come. */
export class Printed {
  text = '';
  readonly #child: ChildProcess;
  #look: () => void = () => {};

  constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.text += text;
        this.#look();
      });
    }
    child.once('close', () => this.#look());
  }

  see(wanted: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#look = () => {
        if (wanted.test(this.text)) resolve();
        else if (this.#child.exitCode !== null) reject(new Error(`ended without ${String(wanted)}:\n${this.text}`));
      };
      this.#look();
    });
  }
}

/** The pid that the demo has printed. */
export function servicePid(text: string): number {
  return Number(/orders runs as pid (\d+)/.exec(text)?.[1] ?? Number.NaN);
}

/** Says whether a process runs. */
export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
