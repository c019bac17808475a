import type { Branch } from '@suture/protocol/tree.js';
import { limits } from '../limits.ts';
import { Deadline } from './deadline.ts';
import { dataOf, inside, isError, isProxy } from './nature.ts';
import { ownJson } from './own-json.ts';
import { PrivateMembers } from './private-members.ts';
import { isSecret, redacted } from './secret.ts';
import { describe } from './walk.ts';

/** A page of what a value holds: the facts as JSON, and the values beside them. */
export type BranchPage = readonly [facts: string, ...values: unknown[]];

/** What {@link BranchPage} says as JSON. */
export interface BranchFacts {
  readonly total: number;
  readonly next: number | null;
  readonly entries: readonly (Omit<Branch, 'handle'> & { readonly opens: boolean })[];
}

const { getOwnPropertyDescriptor, getPrototypeOf, hasOwn } = Object;
const { ownKeys } = Reflect;

interface Place {
  readonly kind: Branch['kind'];
  readonly key: string;
  readonly value: unknown;
  /** Instead of the value: for an accessor, which is not run. */
  readonly text?: string;
}

/** Lists a page of what a value holds; runs no code of the application. */
export function branchesOf(value: unknown, from: number, limit: number): BranchPage {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  if (!isObject || isProxy(value)) return [ownJson({ total: 0, next: null, entries: [] } satisfies BranchFacts)];
  const { total, places } = placesOf(value, from, limit);
  const privates = from === 0 ? privatesOf(value) : [];
  const deadline = new Deadline(limits.branchesMs);
  const entries: BranchFacts['entries'][number][] = [];
  const values: unknown[] = [];
  for (const { kind, key, value: held, text } of [...privates, ...places]) {
    if (deadline.isOver) break;
    const hidden = isSecret(key, held);
    const described = text === undefined ? describe(held, limits.walkBranch) : { type: 'accessor', text };
    const opens = !hidden && text === undefined && isOpen(held);
    entries.push({ kind, key, type: described.type, text: hidden ? redacted : described.text, opens });
    values.push(opens ? held : undefined);
  }
  const end = from + Math.max(0, entries.length - privates.length);
  return [ownJson({ total, next: end < total ? end : null, entries } satisfies BranchFacts), ...values];
}

// Not counted: V8 tells all of them at once.
function privatesOf(value: object): Place[] {
  const members = new PrivateMembers();
  try {
    return members.of(value).map(({ name, value: held, text }) => {
      const kind = text === undefined ? 'internal' : 'accessor';
      return { kind, key: name, value: held, ...(text !== undefined && { text }) };
    });
  } finally {
    members.close();
  }
}

/** Whether there is anything to look into. */
export function isOpen(value: unknown): boolean {
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && !isProxy(value);
}

// Items come first, then properties: a page may hold of both.
function placesOf(value: object, from: number, limit: number): { total: number; places: Place[] } {
  const places: Place[] = [];
  const held = inside(value);
  const array = Array.isArray(value);
  const items = array ? (dataOf(value, 'length') as number) : held.kind === 'typed' ? held.length : 0;
  const entries = held.kind === 'map' || held.kind === 'set' ? held.size : 0;
  const first = items + entries;
  const to = from + limit;
  for (let index = from; index < Math.min(to, items); index++) places.push(placeOf(value, index, 'item'));
  if (held.kind === 'map' || held.kind === 'set') {
    const iterator = held.items();
    // An iterator cannot be told to begin further on.
    for (let index = 0; index < Math.min(to, entries); index++) {
      const item = iterator.next().value as unknown;
      if (index < from) continue;
      if (held.kind === 'set') places.push({ kind: 'entry', key: String(index), value: item });
      else {
        const key = dataOf(item as object, 0);
        const name = typeof key === 'string' ? key : describe(key, limits.walkBranch).text;
        places.push({ kind: 'entry', key: name, value: dataOf(item as object, 1) });
      }
    }
  }
  // The keys of a long array are its indices: listing them would take seconds.
  if (held.kind === 'typed' || items > limits.branchKeys) return { total: first, places };
  const all = ownKeys(value);
  const keys = array ? all.filter((key) => typeof key !== 'string' || !/^(\d+|length)$/.test(key)) : all;
  const prototype = getPrototypeOf(value) as object | null;
  for (const key of keys.slice(Math.max(0, from - first), Math.max(0, to - first))) {
    // The stack of an error is an accessor to V8 that may run a formatter of the application.
    if (isError(value) && key === 'stack') places.push({ kind: 'accessor', key, value: undefined, text: '[Stack]' });
    else places.push(placeOf(value, key, 'property'));
  }
  const total = first + keys.length + (prototype ? 1 : 0);
  if (prototype && from <= total - 1 && to >= total)
    places.push({ kind: 'internal', key: '[[Prototype]]', value: prototype });
  return { total, places };
}

function placeOf(value: object, key: string | symbol | number, kind: Branch['kind']): Place {
  const name = typeof key === 'symbol' ? `[${key.toString().slice(0, limits.walkBranch.chars)}]` : String(key);
  const property = getOwnPropertyDescriptor(value, key);
  if (!property) return { kind, key: name, value: undefined, text: '<empty>' };
  if (hasOwn(property, 'value')) return { kind, key: name, value: property.value };
  const text = property.get ? (property.set ? '[Getter/Setter]' : '[Getter]') : '[Setter]';
  return { kind: 'accessor', key: name, value: undefined, text };
}
