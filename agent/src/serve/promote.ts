import type { PatchState } from '@suture/protocol/patch.js';
import { limits } from '../limits.ts';
import { type Answer, done, refuse, unknownPatch } from './answer.ts';
import type { OnTrial } from './on-trial.ts';
import type { PatchesContext } from './patches-context.ts';
import type { Register } from './register.ts';
import type { Reason } from './take-out.ts';

/** Lets patches on trial stay: journal first. */
export class Promote {
  readonly #context: PatchesContext;
  readonly #register: Register;
  readonly #onTrial: OnTrial;

  constructor(context: PatchesContext, register: Register, onTrial: OnTrial) {
    this.#context = context;
    this.#register = register;
    this.#onTrial = onTrial;
  }

  /** Gives a canary to every call; a probation that runs goes on. */
  async promote(id: string, { by, why }: Reason): Promise<Answer<{ id: string; state: PatchState }>> {
    const { journal, bridge } = this.#context;
    const kept = this.#register.get(id);
    if (!kept) return unknownPatch(id);
    const { state, canary } = kept.patch;
    if (!canary) return refuse('wrong_state', `Patch ${id} is no canary: every call gets it already.`);
    if (state !== 'live') return refuse('wrong_state', `Patch ${id} is ${state}.`);
    if (canary.state !== 'running') return refuse('wrong_state', `Patch ${id} was promoted before.`);
    const intent = journal.write({ kind: 'promoting', patch: id, by, why });
    if (!intent.ok) return refuse('not_recordable', `${intent.message}.`);
    const answer = await bridge.offer(limits.commitMs, 'promote', (ticket) => ({ id, ticket }));
    if (!answer.timely || 'withdrawn' in answer.result) {
      const message = `${bridge.who} was busy for ${limits.commitMs} ms; it is a canary still.`;
      journal.write({ kind: 'notPromoted', patch: id, code: 'target_busy', message });
      return refuse('target_busy', message);
    }
    journal.write({ kind: 'promoted', patch: id });
    const now = this.#register.get(id) ?? kept;
    const promoted = {
      ...now,
      patch: { ...now.patch, canary: { ...(now.patch.canary ?? canary), state: 'promoted' } },
    } as const;
    this.#register.note(promoted);
    this.#register.keep(now.patch.probation?.state === 'running' ? promoted : await this.#onTrial.end(promoted));
    return done({ id, state });
  }

  /** The probation of a patch is over, and no gate broke: it stays. */
  async passed(id: string): Promise<void> {
    const kept = this.#register.get(id);
    const { probation, canary } = kept?.patch ?? {};
    if (!kept || kept.patch.state !== 'live' || probation?.state !== 'running') return;
    const seconds = Math.round((Date.parse(probation.endsAt) - Date.parse(probation.beganAt)) / 1_000);
    this.#context.journal.write({ kind: 'passed', patch: id, why: `no gate broke in ${seconds} s` });
    const passed = { ...kept, patch: { ...kept.patch, probation: { ...probation, state: 'passed' } } } as const;
    this.#register.note(passed);
    if (canary?.state === 'running') this.#onTrial.probationOver(id);
    this.#register.keep(canary?.state === 'running' ? passed : await this.#onTrial.end(passed));
  }
}
