import type { EventName, Events } from '@suture/protocol/events.js';
import type { WatchEnded, Watching, WatchParams } from '@suture/protocol/watch.js';
import type { Bridge } from '../bridge/agent-end.ts';
import { limits } from '../limits.ts';
import type { Workbench } from '../plan/workbench.ts';
import { readSourceUrl } from '../swap/source-url.ts';
import { type Answer, done, refuse } from '../serve/answer.ts';
import type { Probed, ProbeOrder } from './probes.ts';
import type { Calls } from './calls.ts';
import type { RationFigures } from './ration.ts';
import { reasonOf } from './reason-of.ts';
import type { RecordedCall } from './recorder.ts';
import { functionWatch, lineWatch, type Watched } from './watched.ts';
import { orderOf } from './watch-order.ts';

/** One attached shell, as far as a request needs it. */
export interface Client {
  tell<E extends EventName>(event: E, data: Events[E]): void;
}

interface Watch {
  readonly client: Client;
  readonly url: string;
  readonly watched: Watched;
  readonly when: string | null;
  timer: NodeJS.Timeout;
  shown: number;
}

/** What {@link Watches} works with. */
export interface WatchesContext {
  readonly bridge: Bridge;
  readonly workbench: Workbench;
  readonly displayPath: (url: string) => string;
  readonly calls: Calls;
}

/** The watches of all shells. Each ends by itself: by count, by time, with its shell, or with the function. */
export class Watches {
  readonly #context: WatchesContext;
  readonly #watches = new Map<number, Watch>();
  #lastId = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(context: WatchesContext) {
    this.#context = context;
  }

  /** Begins to watch a function of a module. */
  async start(client: Client, url: string, params: WatchParams): Promise<Answer<Watching>> {
    const { workbench, displayPath } = this.#context;
    if (this.#watches.size >= limits.watches) {
      return refuse('cannot_watch', `${limits.watches} functions are watched already.`);
    }
    const state = workbench.state(url);
    const format = workbench.module(url)?.format;
    if (!state || !format) return refuse('module_not_loaded', `${url} is not among the modules that are loaded.`);
    const id = ++this.#lastId;
    const wanted = params.locals ? lineWatch(id, state, format, params) : functionWatch(id, state, params);
    if (!wanted.ok) return wanted;
    const { watched, when, function: name, line } = wanted.result;
    const { count, forMs, perSecond } = params;
    this.#watches.set(id, {
      client,
      url,
      watched,
      when,
      timer: setTimeout(() => void this.#end(id, 'time'), forMs),
      shown: 0,
    });
    const set = await this.#set(url);
    if (!set.ok) {
      this.#drop(id);
      return set;
    }
    return done({ watch: id, function: name, path: displayPath(url), line, count, forMs, perSecond });
  }

  /** How many watches a function is under. */
  on(url: string, lineage: number): number {
    const isOn = ({ url: where, watched }: Watch): boolean =>
      where === url && watched.kind === 'function' && watched.lineage === lineage;
    return [...this.#watches.values()].filter(isOn).length;
  }

  /** The watches, of whatever shell, that follow the calls of an async function. */
  following(url: string, lineage: number): number[] {
    return [...this.#watches].flatMap(([id, { url: where, watched }]) =>
      where === url && watched.kind === 'flight' && watched.lineages.includes(lineage) ? id : [],
    );
  }

  /** Follows calls of async functions for this shell, or goes on with it; gives the id of the watch. */
  async follow(client: Client, url: string, lineages: readonly number[]): Promise<Answer<number>> {
    const end = (id: number): NodeJS.Timeout => setTimeout(() => void this.#end(id, 'time'), limits.followMs);
    for (const [id, watch] of this.#watches) {
      const { watched } = watch;
      if (watch.client !== client || watch.url !== url || watched.kind !== 'flight') continue;
      if (String(watched.lineages) !== String(lineages)) continue;
      clearTimeout(watch.timer);
      watch.timer = end(id);
      return done(id);
    }
    if (this.#watches.size >= limits.watches)
      return refuse('cannot_watch', `${limits.watches} watches are on already.`);
    const id = ++this.#lastId;
    const watched: Watched = { kind: 'flight', order: { id, perSecond: 0, count: 0 }, lineages };
    this.#watches.set(id, { client, url, watched, when: null, timer: end(id), shown: 0 });
    const set = await this.#set(url);
    if (set.ok) return done(id);
    this.#drop(id);
    return set;
  }

  /** Ends a watch of a shell. */
  async stop(client: Client, id: number): Promise<Answer<WatchEnded>> {
    if (this.#watches.get(id)?.client !== client) return refuse('cannot_watch', `There is no watch ${id}.`);
    return done(await this.#end(id, 'stopped'));
  }

  /** Ends every watch of a shell that has left. */
  leave(client: Client): void {
    for (const [id, watch] of this.#watches) if (watch.client === client) void this.#end(id, 'stopped');
  }

  /** Passes a call on to the shell that watches. */
  recorded(recorded: RecordedCall): void {
    const { watch: id, caller, at, cell: _cell, ...call } = recorded;
    const watch = this.#watches.get(id);
    if (!watch) return;
    if (recorded.note !== undefined) return watch.client.tell('watchNote', { watch: id, note: recorded.note });
    if (watch.watched.kind === 'function') this.#context.calls.keep(watch.url, watch.watched.lineage, recorded);
    const { displayPath } = this.#context;
    const from = caller && `${caller.function || '(anonymous)'} (${pathOf(caller.url, displayPath)}:${caller.line})`;
    watch.client.tell('call', {
      watch: id,
      at: new Date(at).toISOString(),
      ...call,
      ...(from === undefined ? {} : { caller: from }),
    });
    if (++watch.shown >= watch.watched.order.count) void this.#end(id, 'count');
  }

  /** Watches the bodies that run now, after patches of some modules. */
  patched(): void {
    for (const url of new Set([...this.#watches.values()].map((watch) => watch.url))) void this.#again(url);
  }

  async #again(url: string): Promise<void> {
    const set = await this.#set(url);
    if (set.ok) return;
    for (const [id, watch] of this.#watches) if (watch.url === url) void this.#end(id, 'gone', set.failure.message);
  }

  async #end(id: number, why: WatchEnded['why'], note = ''): Promise<WatchEnded> {
    const watch = this.#drop(id);
    const ended: WatchEnded = { watch: id, why, calls: 0, shown: watch?.shown ?? 0, note };
    if (!watch) return ended;
    const set = await this.#set(watch.url);
    const figures = set.ok ? set.result.find((one) => one.id === id) : undefined;
    const told: WatchEnded = {
      ...ended,
      calls: figures?.calls ?? 0,
      note: note || (figures?.note ?? ''),
      ...(figures ? { costMs: figures.costMs, forMs: figures.forMs } : {}),
    };
    if (watch.watched.kind !== 'flight') watch.client.tell('watchEnded', told);
    return told;
  }

  #drop(id: number): Watch | undefined {
    const watch = this.#watches.get(id);
    clearTimeout(watch?.timer);
    this.#watches.delete(id);
    return watch;
  }

  /** Puts the probes of a module in, one change at a time. */
  #set(url: string): Promise<Answer<readonly RationFigures[]>> {
    const next = this.#turn.then(() => this.#setNow(url));
    this.#turn = next.catch(() => {});
    return next;
  }

  async #setNow(url: string): Promise<Answer<readonly RationFigures[]>> {
    // A patch that comes in between makes another attempt necessary, and is seldom.
    for (let attempt = 1; ; attempt++) {
      const order = this.#order(url);
      if ('reason' in order) return refuse('cannot_watch', order.reason);
      const asked = this.#context.bridge.callWithin(limits.commitMs, 'probe', order);
      // Watches end by time as well, and then nobody takes what goes wrong.
      const answer = await asked.catch((error: unknown) => refuse('internal', `${reasonOf(error)}.`));
      if ('failure' in answer) return answer;
      if (!answer.timely)
        return refuse('target_busy', `${this.#context.bridge.who} was busy for ${limits.commitMs} ms.`);
      const probed: Probed = answer.result;
      if (probed.ok) return done(probed.ended);
      if (!probed.conflict || attempt >= limits.probeAttempts) return refuse('cannot_watch', `${probed.message}.`);
      await new Promise((resolve) => setTimeout(resolve, limits.probeAgainMs));
    }
  }

  #order(url: string): ProbeOrder | { readonly reason: string } {
    const { workbench } = this.#context;
    const [state, module] = [workbench.state(url), workbench.module(url)];
    if (!state || !module) return { reason: `${url} is not loaded.` };
    const watches = [...this.#watches.values()].filter((watch) => watch.url === url);
    return orderOf(watches, state, module);
  }
}

function pathOf(url: string, displayPath: (url: string) => string): string {
  const { file } = readSourceUrl(url);
  return displayPath(file.startsWith('/') ? `file://${file}` : file);
}
