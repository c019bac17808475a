import type { Server } from 'node:net';
import type { MessagePort } from 'node:worker_threads';
import { Bridge } from '../bridge/agent-end.ts';
import { inspected, type OpenSessions } from '../bridge/inspected.ts';
import type { Shared } from '../bridge/shared.ts';
import { removeSocket } from '../bridge/thread.ts';
import { notAppliedAgain, type Recall } from '../journal/recall.ts';
import { reasonOf } from '../look/reason-of.ts';
import { loadPart, type Part } from '../load-part.ts';
import type { LoadedSource } from '../plan/loaded-source.ts';
import type { Settings } from '../settings.ts';
import type * as AttendPart from './attend.ts';
import type { CodeKeeper } from './keep-code.ts';
import { listen } from './listen.ts';
import type { Started } from './loader-options.ts';
import type { OnRoster, Roster } from './roster.ts';

/** What all threads of a process have in common. */
export interface OfProcess {
  /** What serves attached shells. */
  readonly attend: Part;
  readonly settings: Settings;
  readonly root: string;
  readonly revision: Promise<string | null>;
  /** Memory that the main thread sees. */
  readonly main: Shared;
  readonly cluster: number | undefined;
  readonly started: Started;
  readonly keeper: CodeKeeper;
  readonly roster: Roster;
  readonly sessions: OpenSessions;
}

/** What is known of one thread. */
export interface OfThread {
  readonly port: MessagePort;
  readonly shared: Shared;
  /** Number of a worker thread; undefined for the main thread. */
  readonly thread: number | undefined;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly socket: string;
  /** The file that it was started with; a worker thread tells it with its first module. */
  readonly script: string | undefined;
  readonly recall: Recall | undefined;
  /** Whether recorded patches are applied again when it is started anew. */
  readonly reapplies: boolean;
}

/*
 *     waiting ──listen──▶ listening ──first connection──▶ attended
 *        └──────────────────┴──────── end ────────────────────┴──▶ ended
 */

/** A thread of the application as the agent serves it: at rest a socket and a list of sources. */
export class Served implements OnRoster {
  readonly thread: number | undefined;
  readonly #process: OfProcess;
  readonly #given: OfThread;
  readonly #bridge: Bridge;
  readonly #loaded: LoadedSource[] = [];
  #script: string | undefined;
  #recall: Recall | undefined;
  #attended: Promise<AttendPart.Attended> | undefined;
  #now: AttendPart.Attended | undefined;
  #server: Server | undefined;
  #ended = false;

  constructor(process: OfProcess, given: OfThread) {
    this.thread = given.thread;
    this.#process = process;
    this.#given = given;
    this.#script = given.script;
    this.#recall = given.recall;
    this.#bridge = new Bridge(given.port, given.shared, inspected(given.thread, process.sessions), {
      onLoaded: (source, keeping) => {
        if (keeping) process.keeper.keep(keeping);
        const loaded = process.roster.shared(source);
        if (this.#attended) void this.#attended.then((attended) => attended.loaded(loaded));
        else this.#loaded.push(loaded);
      },
      onScript: (script) => {
        this.#script = script;
      },
      onRecalled: (recall) => {
        this.#recall = recall;
      },
      onRecorded: (call) => void this.#attended?.then((attended) => attended.recorded(call)),
      onExit: () => process.sessions.closeAll(),
    });
    process.roster.enter(this);
  }

  running(url: string): string | undefined {
    if (this.#now) return this.#now.running(url);
    const last = this.#loaded.findLast((source) => source.url === url);
    return last && (last.replayed?.source ?? last.source);
  }

  /** Loads what attached shells need. */
  attend(): Promise<AttendPart.Attended> {
    const { settings, root, revision, main, cluster, started, roster } = this.#process;
    const { thread, startedAt, reapplies } = this.#given;
    this.#attended ??= revision.then((known) => {
      const { attend } = loadPart<typeof AttendPart>(this.#process.attend);
      const attended = attend({
        bridge: this.#bridge,
        settings,
        root,
        startedAt,
        revision: known,
        script: this.#script,
        reapplies,
        thread,
        cluster,
        started,
        recall: this.#recall,
        beside: {
          others: (edit) => roster.others(this, edit),
          withoutAgent: () => Math.max(0, main.workers - roster.workers),
        },
        workers: () => main.workers,
      });
      this.#now = attended;
      for (const source of this.#loaded.splice(0)) attended.loaded(source);
      return attended;
    });
    return this.#attended;
  }

  /** Makes the thread visible to `ls`. */
  async listen(): Promise<void> {
    if (this.#ended) return;
    // Patches that were applied again, or were lost, are journalled and looked after whether somebody attaches or not.
    if (this.#recall) {
      void this.attend();
      if (this.thread !== undefined) this.#process.roster.warnOnce(notAppliedAgain(this.#recall));
    }
    const { settings, root, revision, main } = this.#process;
    const { socket, startedAt, thread } = this.#given;
    const card = revision.then((known) => ({
      pid: process.pid,
      thread,
      name: settings.name,
      startedAt,
      node: process.version,
      revision: known,
      root,
      socket,
      protocol: 1,
    }));
    this.#server = await listen({
      settings,
      socket,
      card,
      what: thread === undefined ? 'this process' : `worker thread ${thread}`,
      onBind: () => main.setListening(),
      isOver: () => this.#ended || main.exiting,
      onConnection: (connection) => {
        this.attend().then(
          (attended) => attended.connect(connection),
          (error: unknown) => {
            this.#process.roster.warnOnce(new Map([['attend', `nobody can attach: ${reasonOf(error)}`]]));
            connection.end('HTTP/1.1 500 Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
          },
        );
      },
    });
    // The main thread has gone through its exit already, and found nothing to remove; or this thread has ended.
    if (this.#ended) this.#unlist();
    else if (main.exiting) removeSocket(socket);
  }

  /** The thread has ended: nothing of it is left. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#process.roster.leave(this);
    this.#unlist();
    void this.#attended?.then((attended) => attended.close());
  }

  #unlist(): void {
    if (!this.#server) return;
    this.#server.close();
    removeSocket(this.#given.socket);
  }
}
