import { isOnTrial } from '@suture/protocol/on-trial.js';
import type { Gate, Tryout } from '@suture/protocol/trial.js';
import type { Bridge } from '../bridge/agent-end.ts';
import { limits } from '../limits.ts';
import type { Program } from '../swap/program.ts';
import type { TrialFigures } from '../swap/trial.ts';
import type { TrialOrder, TrialReport } from '../swap/trials.ts';
import type { Kept } from './keeping.ts';
import type { Register } from './register.ts';
import { type Before, brokenBy } from './trial-gates.ts';
import { lookedAt, untried } from './trial-figures.ts';

/** What {@link OnTrial} works with. */
export interface OnTrialContext {
  readonly bridge: Bridge;
  readonly register: Register;
  /** Tells everybody attached the figures of a patch. */
  readonly tell: (kept: Kept) => void;
  /** Has a patch taken back; true when it is out. */
  readonly takeBack: (id: string, why: string) => Promise<boolean>;
  /** Has it noted that the probation of a patch has ended well. */
  readonly passed: (id: string) => Promise<void>;
}

interface Entry {
  readonly before: Before;
  readonly beganAt: number;
  /** Undefined for a canary without a probation. */
  endsAt: number | undefined;
  readonly delays: number[];
  /** Counter of the main thread when the patch was loaded. */
  readonly uncaughtBefore: number;
  toldAt: number;
  isSettling: boolean;
}

/**
 * Looks after the patches on trial, whether somebody is attached or not: counts come from the main thread, the gates are
 * judged here, and a broken one has its patch taken back at once.
 */
export class OnTrial {
  readonly #context: OnTrialContext;
  readonly #entries = new Map<string, Entry>();
  #observing = 0;
  #watching = false;
  #timer: NodeJS.Timeout | undefined;
  /** The longest delay that other looks have seen since the last regular one. */
  #delayBetween = 0;
  #uncaught = 0;

  constructor(context: OnTrialContext) {
    this.#context = context;
  }

  /** Looks for a while at how things are before a program changes them. */
  async observe(program: Program, forMs: number): Promise<Before> {
    this.#observing++;
    const delays: number[] = [];
    const startedAt = performance.now();
    try {
      await this.#setWatching();
      const { id } = program;
      const first = await this.#order(observeOrder(program));
      while (performance.now() - startedAt < forMs) {
        await new Promise((resolve) => setTimeout(resolve, Math.min(forMs, limits.probationLookMs)));
        const report = await this.#order({ do: 'look' });
        delays.push(report?.delayMs ?? limits.trialAnswerMs);
      }
      const last = await this.#order({ do: 'observed', id });
      const uncaught = (last?.uncaught ?? 0) - (first?.uncaught ?? 0);
      const calls = last?.before[id] ?? { calls: 0, errors: 0 };
      return { forMs: performance.now() - startedAt, uncaught, delays, calls };
    } finally {
      this.#observing--;
    }
  }

  /** Begins to look after a patch that is loaded; gives it with the first figures. */
  begin(kept: Kept, tryout: Tryout, before: Before | undefined): Kept {
    if (!tryout.canary && !tryout.probation) return kept;
    const now = performance.now();
    const endsAt = tryout.probation && now + tryout.probation.forMs;
    this.#entries.set(kept.patch.id, {
      before: before ?? { forMs: 0, uncaught: 0, delays: [], calls: { calls: 0, errors: 0 } },
      beganAt: now,
      endsAt,
      delays: [],
      uncaughtBefore: this.#uncaught,
      toldAt: now,
      isSettling: false,
    });
    void this.#setWatching();
    this.#schedule();
    return untried(kept, tryout);
  }

  /** Looks once more, for somebody who asks; waits a bounded time. */
  async look(): Promise<void> {
    if (this.#entries.size === 0) return;
    const report = await this.#read();
    if (!report) return;
    this.#delayBetween = Math.max(this.#delayBetween, report.delayMs);
    for (const id of this.#entries.keys()) this.#refresh(id, report);
  }

  /** Ends the trial of a patch that stays, or leaves; gives it with its last figures. */
  async end(kept: Kept): Promise<Kept> {
    const { id } = kept.patch;
    if (!this.#entries.has(id)) return kept;
    const report = await this.#read();
    if (report) this.#refresh(id, report);
    this.#entries.delete(id);
    await this.#setWatching();
    this.#context.bridge.tell('trial', { do: 'end', id });
    const last = this.#context.register.get(id) ?? kept;
    const { canary, probation } = last.patch;
    const isBroken = probation?.gates.some(({ broken }) => broken) === true;
    return {
      ...last,
      patch: {
        ...last.patch,
        ...(canary?.state === 'running' && { canary: { ...canary, state: 'ended' } }),
        ...(probation?.state === 'running' && { probation: { ...probation, state: isBroken ? 'broken' : 'ended' } }),
      },
    };
  }

  /** The probation of a canary is over, and it stays a canary. */
  probationOver(id: string): void {
    const entry = this.#entries.get(id);
    if (entry) entry.endsAt = undefined;
    void this.#setWatching();
  }

  /** Looks no more; may be called twice. */
  close(): void {
    clearTimeout(this.#timer);
    this.#entries.clear();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#entries.size === 0) return;
    const isProbation = [...this.#entries.values()].some(({ endsAt }) => endsAt !== undefined);
    const waitMs = isProbation ? limits.probationLookMs : limits.canaryLookMs;
    this.#timer = setTimeout(() => void this.#regularLook().finally(() => this.#schedule()), waitMs);
  }

  async #regularLook(): Promise<void> {
    const report = await this.#read();
    const delayMs = Math.max(this.#delayBetween, report?.delayMs ?? 0);
    this.#delayBetween = 0;
    for (const [id, entry] of this.#entries) {
      // A second look without an answer says that the thread is stuck, and that is not waited for any longer.
      if (report) entry.delays.push(delayMs);
      else entry.delays.push(limits.trialAnswerMs, limits.trialAnswerMs, limits.trialAnswerMs);
      entry.delays.splice(0, entry.delays.length - limits.gateDelayLooks);
      this.#refresh(id, report);
      this.#judge(id, entry);
    }
  }

  #judge(id: string, entry: Entry): void {
    const { register, tell, takeBack, passed } = this.#context;
    const kept = register.get(id);
    if (!kept || entry.isSettling) return;
    const { canary, probation } = kept.patch;
    const gates: Gate[] = [...(probation?.gates ?? []), ...(canary?.state === 'running' ? [canary.gate] : [])];
    const broken = gates.find((gate) => gate.broken);
    const now = performance.now();
    if (broken && isOnTrial(kept.patch)) {
      entry.isSettling = true;
      const again = (): unknown => setTimeout(() => (entry.isSettling = false), limits.leaseRetryMs);
      // Whatever went wrong, it is tried again: a rejection that nobody takes would end this thread, and the patch would stay.
      takeBack(id, brokenBy(broken)).then((out) => out || again(), again);
    } else if (probation?.state === 'running' && entry.endsAt !== undefined && now >= entry.endsAt) {
      entry.isSettling = true;
      const settled = (): void => {
        entry.isSettling = false;
      };
      passed(id).then(settled, settled);
    } else if (now - entry.toldAt >= limits.trialTellMs) {
      entry.toldAt = now;
      tell(kept);
    }
  }

  #refresh(id: string, report: TrialReport | undefined): void {
    const { register } = this.#context;
    const [kept, entry] = [register.get(id), this.#entries.get(id)];
    if (!kept || !entry) return;
    const figures: TrialFigures | undefined = report?.trials[id];
    const forMs = performance.now() - entry.beganAt;
    const uncaught = this.#uncaught - entry.uncaughtBefore;
    register.note(lookedAt(kept, { before: entry.before, delays: entry.delays, figures, uncaught, forMs }));
  }

  #read(): Promise<TrialReport | undefined> {
    return this.#order({ do: 'look' });
  }

  /** Undefined when the main thread does not answer soon, or cannot. */
  async #order(order: TrialOrder): Promise<TrialReport | undefined> {
    const call = this.#context.bridge.callWithin(limits.trialAnswerMs, 'trial', order);
    const answer = await call.catch(() => undefined);
    if (!answer?.timely) return undefined;
    this.#uncaught = answer.result.uncaught;
    return answer.result;
  }

  /** The health of the main thread is looked at only while a probation begins or runs. */
  async #setWatching(): Promise<void> {
    const on = this.#observing > 0 || [...this.#entries.values()].some(({ endsAt }) => endsAt !== undefined);
    if (on === this.#watching) return;
    this.#watching = on;
    await this.#order({ do: 'watch', on });
  }
}

function observeOrder({ id, modules }: Program): TrialOrder {
  return {
    do: 'observe',
    id,
    modules: modules.map(({ url, from, bodies, overlay }) => ({
      url,
      version: from,
      cells: bodies.flatMap(({ state, key, tried }) =>
        tried?.old && overlay
          ? [{ state, key, scope: overlay.parent, ...tried.old, handsOver: tried.handsOver, isAsync: tried.isAsync }]
          : [],
      ),
    })),
  };
}
