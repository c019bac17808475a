import { spawn } from 'node:child_process';

/** What a finished child process left. */
export interface Finished {
  /** Exit code; -1 when a signal or a bound ended it. */
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** The bound that ended it. */
  readonly over?: 'time' | 'output' | undefined;
}

/** How a child process is run. */
export interface ChildOptions {
  readonly cwd?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly input?: Buffer | string | undefined;
  readonly timeoutMs: number;
}

/** What is held of the output of one child: a diff, the files of a patch or a build are held whole. */
const maxOutputBytes = 512 * 1024 * 1024;
/** How long a child may take to tidy up when it is told to end; git removes its locks. */
const endMs = 2_000;
/** How long pipes are read on when the child itself has ended: a helper that stays in the background holds them open. */
const lingerMs = 2_000;

/** Runs a program without a shell or a terminal and waits for its end; rejects only when it cannot be started. */
export function runChild(command: string, args: readonly string[], options: ChildOptions): Promise<Finished> {
  const { cwd, env, input = '', timeoutMs } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const timers: NodeJS.Timeout[] = [];
    let bytes = 0;
    let over: Finished['over'];
    const end = (bound: 'time' | 'output'): void => {
      if (over !== undefined) return;
      over = bound;
      child.kill();
      timers.push(setTimeout(() => child.kill('SIGKILL'), endMs));
    };
    // Not the `timeout` of spawn: where the program is missing, Node leaves that timer running and the shell does not exit.
    timers.push(setTimeout(() => end('time'), timeoutMs));
    const finish = (code: number | null): void => {
      for (const timer of timers) clearTimeout(timer);
      const text = Buffer.concat(stderr).toString('utf8');
      resolve({ code: over === undefined ? (code ?? -1) : -1, stdout: Buffer.concat(stdout), stderr: text, over });
    };
    const collect = (into: Buffer[]) => (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxOutputBytes) into.push(chunk);
      else end('output');
    };
    child.stdout.on('data', collect(stdout));
    child.stderr.on('data', collect(stderr));
    child.on('error', (error) => {
      for (const timer of timers) clearTimeout(timer);
      reject(error);
    });
    child.on('close', finish);
    child.on('exit', (code) => {
      const letGo = (): void => {
        child.stdout.destroy();
        child.stderr.destroy();
        finish(code);
      };
      timers.push(setTimeout(letGo, lingerMs));
    });
    // A child that does not read its input closes the pipe early; its exit code says what that meant.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
