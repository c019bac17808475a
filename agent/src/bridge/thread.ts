import { readdirSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { Recall } from '../journal/recall.ts';
import { limits } from '../limits.ts';
import type { Part } from '../load-part.ts';
import { resumeThreads } from '../look/resume-threads.ts';
import type { Started } from '../serve/loader-options.ts';
import type { Settings } from '../settings.ts';
import { warn } from '../warn.ts';
import type { Shared } from './shared.ts';

// Whatever the application does to the module until the thread starts.
const NodeWorker = Worker;

/** What the agent's thread is given when it starts. */
export interface ThreadData {
  readonly port: MessagePort;
  readonly memory: SharedArrayBuffer;
  readonly attend: Part;
  readonly settings: Settings;
  readonly root: string;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  /** Socket of this process. */
  readonly socket: string;
  /** The script that this process was started with. */
  readonly service: string;
  /** Number of the process among the workers of `node:cluster`; undefined for any other. */
  readonly cluster: number | undefined;
  readonly started: Started;
  readonly recall: Recall | undefined;
  /** Where code of this version of the agent is kept for the next start. */
  readonly keptIn: string | undefined;
}

/**
 * The agent's thread. It starts when the application first comes to its event loop: what it takes, on a core that the
 * application may need as well, is no part of a start then. Its end is one warning, and never the end of the process.
 */
export class AgentThread {
  /** The application's end of what it says to the thread, now or later. */
  readonly port: MessagePort;
  readonly #start: () => Worker;
  readonly #lateAfter = Date.now() + limits.threadLateMs;
  #begun = false;
  #worker: Worker | undefined;

  constructor(data: Omit<ThreadData, 'port' | 'memory'>, shared: Shared, entry: URL) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.#start = () => startThread({ ...data, port: port2, memory: shared.memory }, shared, entry);
    setTimeout(() => this.#begin(), 0).unref();
  }

  /** Starts it where the application has been loading for long: should that not end, somebody will want to look. */
  startIfLate(): void {
    if (!this.#begun && Date.now() >= this.#lateAfter) this.#begin();
  }

  /** Whether this is it. */
  is(worker: Worker): boolean {
    return worker === this.#worker;
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    try {
      this.#worker = this.#start();
    } catch (error) {
      warn(`the agent's thread cannot start: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function startThread(workerData: ThreadData, shared: Shared, entry: URL): Worker {
  const { NODE_OPTIONS: _inherited, ...env } = process.env;
  const thread = new NodeWorker(entry, {
    name: 'suture',
    workerData,
    transferList: [workerData.port],
    // Nothing of the application's preloads and hooks belongs into this thread, and nothing of it on the terminal.
    execArgv: [],
    env,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: limits.threadHeapMb, maxYoungGenerationSizeMb: limits.threadYoungMb },
  });
  thread.unref();
  const ended = { told: false };
  const tell = (reason: string): void => {
    if (ended.told || shared.exiting) return;
    ended.told = true;
    removeSocket(workerData.socket);
    removeWorkerSockets(workerData.socket);
    if (shared.inspecting) {
      shared.forgetInspecting();
      resumeThreads();
    }
    warn(`the agent's thread ended (${reason}); the application runs on without it`);
  };
  thread.on('error', (error: unknown) => tell(error instanceof Error ? error.message : String(error)));
  thread.on('exit', (code) => tell(`exit code ${code}`));
  return thread;
}

/** The socket of a worker thread, beside the one of its process. */
export function socketOfWorker(socket: string, thread: number): string {
  return socket.replace(/\.sock$/, `-t${thread}.sock`);
}

/** Removes the files that make every worker thread of a process visible to `ls`. */
export function removeWorkerSockets(socket: string): void {
  const own = `${basename(socket, '.sock')}-t`;
  try {
    for (const file of readdirSync(dirname(socket))) {
      if (file.startsWith(own) && file.endsWith('.sock')) removeSocket(join(dirname(socket), file));
    }
  } catch {
    // The folder is gone.
  }
}

/** Removes the files that make the process visible to `ls`. */
export function removeSocket(socket: string): void {
  for (const path of [socket, describedBy(socket)]) {
    try {
      unlinkSync(path);
    } catch {
      // It is gone already, or the folder is; either way nobody will find it.
    }
  }
}

/** The file beside a socket that says whose it is. */
export function describedBy(socket: string): string {
  return socket.replace(/\.sock$/, '.json');
}
