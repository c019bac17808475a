import { spawn } from 'node:child_process';
import { limits } from './limits.ts';

/** What a finished child process left. */
export interface Finished {
  /** Exit code; -1 when a signal or the time limit ended it. */
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** How a child process is run. */
export interface ChildOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly input?: Buffer | string | undefined;
  readonly timeoutMs: number;
}

/** Runs a program without a shell and waits for its end; rejects only when it cannot be started. */
export function runChild(command: string, args: readonly string[], options: ChildOptions): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio: ['pipe', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let bytes = 0;
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs);
    const collect = (into: Buffer[]) => (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limits.maxOutputBytes) child.kill('SIGKILL');
      else into.push(chunk);
    };
    child.stdout.on('data', collect(stdout));
    child.stderr.on('data', collect(stderr));
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? -1, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString('utf8') });
    });
    // A child that does not read its input closes the pipe early; its exit code says what that meant.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}
