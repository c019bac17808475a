import type { Branch, Branches, LookedAt } from '@suture/protocol/tree.js';
import { type Answer, done, refuse } from '../serve/answer.ts';
import type { BranchFacts } from './branches.ts';
import { callIn } from './call-in.ts';
import type { Evaluator, Where } from './evaluate.ts';
import type { HandleLeases } from './handle-lease.ts';
import type { Held } from './holding.ts';
import { leased } from './object-groups.ts';
import type { RemoteValue } from './inspection.ts';
import { InspectorError } from './inspector-error.ts';
import { reach } from './reach.ts';
import type { Client } from './watches.ts';
import type { Described } from './walk.ts';

/** Looks into values branch by branch, for one shell. */
export class Looker {
  readonly #evaluator: Evaluator;
  readonly #leases: HandleLeases;
  readonly #client: Client;

  constructor(evaluator: Evaluator, leases: HandleLeases, client: Client) {
    this.#evaluator = evaluator;
    this.#leases = leases;
    this.#client = client;
  }

  /** Reads an expression and leases its value. */
  look(where: Where, expression: string): Promise<Answer<LookedAt>> {
    return this.#evaluator.withValue(
      where,
      expression,
      async (held, value) => {
        const { type, text } = await this.#described(held, value);
        return done({ type, text, handle: this.#lease(held, value) });
      },
      true,
    );
  }

  /** Lists a page of what a leased value holds. */
  async expand(handle: number, from: number, limit: number): Promise<Answer<Branches>> {
    const lease = this.#leases.use(this.#client, handle);
    if (!lease) return refuse('unknown_handle', `Handle ${handle} has ended.`);
    const answer = await this.#evaluator.atSafePoint(async (held): Promise<Answer<Branches>> => {
      try {
        const page = await this.#page(held, lease.objectId, from, limit);
        return done(page);
      } catch (error) {
        if (!(error instanceof InspectorError)) throw error;
        return refuse('unknown_handle', `${error.message}.`);
      }
    });
    return answer.ok ? answer.result : answer;
  }

  async #page(held: Held, objectId: string, from: number, limit: number): Promise<Branches> {
    // In a group of its own: what is leased must outlive the safe point.
    const array = await callIn(held.inspection, reach, 'branches', [{ objectId }, { value: from }, { value: limit }], {
      objectGroup: leased,
    });
    const slots = await propertiesOf(held, array.objectId ?? '');
    void held.inspection.post('Runtime.releaseObject', { objectId: array.objectId }).catch(() => {});
    const facts = JSON.parse(String(slots.own.get('0')?.value)) as BranchFacts;
    const entries: Branch[] = facts.entries.map(({ opens, ...entry }, index) => {
      const value = slots.own.get(String(index + 1));
      return { ...entry, handle: opens && value?.objectId !== undefined ? this.#lease(held, value) : null };
    });
    if (from === 0) entries.push(...(await this.#internals(held, objectId)));
    return { total: facts.total, next: facts.next, entries };
  }

  // Only of what is small: V8 lists all properties of an object to tell its internal ones.
  async #internals(held: Held, objectId: string): Promise<Branch[]> {
    const kind = await callIn(held.inspection, reach, 'hasInternals', [{ objectId }]);
    if (kind.value !== true) return [];
    const { internal } = await propertiesOf(held, objectId);
    const shown = [...internal].filter(([name]) => name !== '[[Prototype]]');
    const branches: Branch[] = [];
    for (const [key, value] of shown) {
      const { type, text } = await this.#described(held, value);
      branches.push({ kind: 'internal', key, type, text, handle: value.objectId ? this.#lease(held, value) : null });
    }
    return branches;
  }

  async #described({ inspection }: Held, value: RemoteValue): Promise<Described> {
    const { value: json } = await callIn(inspection, reach, 'value', [value]);
    return JSON.parse(String(json)) as Described;
  }

  #lease({ inspection }: Held, { objectId = '' }: RemoteValue): number {
    return this.#leases.lease(this.#client, inspection, objectId);
  }
}

async function propertiesOf(
  { inspection }: Held,
  objectId: string,
): Promise<{ own: Map<string, RemoteValue>; internal: Map<string, RemoteValue> }> {
  const { result, internalProperties = [] } = (await inspection.post('Runtime.getProperties', {
    objectId,
    ownProperties: true,
  })) as {
    result: { name: string; value?: RemoteValue }[];
    internalProperties?: { name: string; value?: RemoteValue }[];
  };
  const mapOf = (list: { name: string; value?: RemoteValue }[]): Map<string, RemoteValue> =>
    new Map(list.flatMap(({ name, value }) => (value ? [[name, value]] : [])));
  return { own: mapOf(result), internal: mapOf(internalProperties) };
}
