import type { KeptAnswer } from '@suture/protocol/kept-answer.js';
import type { Evaluation } from '@suture/protocol/values.js';
import { limits } from '../limits.ts';
import type { Answer } from './answer.ts';

/** Keeps the answers of evaluations for a while: a shell that lost its connection fetches its own, and evaluates nothing twice. */
export class KeptAnswers {
  readonly #kept = new Map<string, KeptAnswer>();

  /** Keeps the answer that an evaluation will give. The oldest is forgotten when there are many. */
  async keep(ticket: string | undefined, evaluating: Promise<Answer<Evaluation>>): Promise<Answer<Evaluation>> {
    if (ticket === undefined) return evaluating;
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size < limits.keptAnswers) break;
      this.#kept.delete(oldest);
    }
    this.#kept.set(ticket, { state: 'running' });
    let answer: Answer<Evaluation> | undefined;
    try {
      answer = await evaluating;
      return answer;
    } finally {
      if (answer?.ok) this.#kept.set(ticket, { state: 'done', evaluation: answer.result });
      else this.#kept.delete(ticket);
    }
  }

  /** What is known under a ticket. */
  of(ticket: string): KeptAnswer {
    return this.#kept.get(ticket) ?? { state: 'unknown' };
  }
}
