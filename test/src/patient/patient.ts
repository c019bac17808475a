import { type ChildProcess, spawn } from 'node:child_process';
import { places } from './places.ts';
import { until } from './until.ts';
import type { Ward } from './ward.ts';
import { Wire } from './wire.ts';

/** How a patient is started. */
export interface Admission {
  /** What follows `node` on the command line, behind the preload of the agent. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** What the process prints when it is ready; a service says on which port it is listening, if left out. */
  readonly ready?: string | RegExp;
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
  /** False starts the plain process. */
  readonly agent?: boolean;
}

const listening = /listening on (\d+)/;

/** A real process, most often one with an agent in it. */
export class Patient {
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  readonly #ward: Ward;
  readonly #child: ChildProcess;
  readonly #startedAt = performance.now();
  #output = '';
  #gone = false;
  #readyAfterMs = 0;

  private constructor(ward: Ward, admission: Admission) {
    this.#ward = ward;
    const preload = admission.agent === false ? [] : ['-r', places.agent];
    const args = [...(admission.nodeOptions ?? []), ...preload, ...admission.args];
    this.#child = spawn(places.node, args, {
      cwd: admission.cwd,
      env: { ...ward.env, ...admission.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { ready = listening } = admission;
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
        if (this.#readyAfterMs === 0 && this.#output.match(ready)) {
          this.#readyAfterMs = performance.now() - this.#startedAt;
        }
      });
    }
    this.exited = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', (code, signal) => {
        this.#gone = true;
        resolve({ code, signal });
      });
    });
    this.exited.catch(() => {});
    ward.listenTo(() => `-- printed by process ${this.pid}\n${this.#output}`);
    ward.beforeClosing(() => this.close());
  }

  /** Starts a process and waits until it has said that it is ready and its agent answers. */
  static async admit(ward: Ward, admission: Admission): Promise<Patient> {
    const patient = new Patient(ward, admission);
    await patient.says(admission.ready ?? listening);
    if (admission.agent !== false) (await patient.wire()).close();
    return patient;
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  /** How long it took from the start of the process until it said that it is ready. */
  get readyAfterMs(): number {
    return this.#readyAfterMs;
  }

  /** Everything that the process printed, on both streams. */
  get output(): string {
    return this.#output;
  }

  /** Waits until the process has printed something. */
  says(what: string | RegExp): Promise<RegExpMatchArray> {
    return until(
      `the process to print ${what}`,
      () => {
        const found =
          typeof what === 'string'
            ? this.#output.includes(what) && ([what] as RegExpMatchArray)
            : this.#output.match(what);
        if (!found && this.#gone) throw new Error(`the process ended before it printed ${what}\n${this.#output}`);
        return found ?? undefined;
      },
      () => this.#output,
    );
  }

  /** Where the service listens: `127.0.0.1:PORT`. */
  async host(): Promise<string> {
    const [, port] = await this.says(listening);
    return `127.0.0.1:${port}`;
  }

  /** Talks to the agent of this process without a shell in between. */
  wire(): Promise<Wire> {
    return until(
      'the agent to answer',
      () => {
        if (this.#gone) throw new Error(`the process ended before its agent answered\n${this.#output}`);
        return Wire.to(this.#ward.env['SUTURE_RUN_DIR'] ?? '', this.pid);
      },
      () => this.#output,
    );
  }

  /** Sends a signal and waits for the end. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    this.#child.kill(signal);
    await this.exited;
  }

  async close(): Promise<void> {
    if (!this.#gone) await this.kill('SIGKILL');
  }
}
