import { limits } from '../limits.ts';
import { Deadline } from './deadline.ts';
import { constructorName, dataOf, functionLabel, inside, isError, isProxy } from './nature.ts';
import { plainValue } from './plain.ts';
import { PrivateMembers } from './private-members.ts';
import { isSecret, redacted, withoutSecrets } from './secret.ts';
import { accessor, clip, keyText, more, quote } from './value-text.ts';

/** A value as seen from outside. */
export interface Described {
  /** `typeof`, with `null`, `array`, and the constructor's name for objects. */
  readonly type: string;
  readonly text: string;
  /** The value itself where JSON can hold it whole. */
  readonly value?: unknown;
}

/** How much of a value is looked at. */
export interface Budget {
  readonly depth: number;
  readonly items: number;
  readonly chars: number;
  readonly nodes: number;
  readonly waitMs: number;
}

interface Walk {
  readonly budget: Budget;
  readonly privates: PrivateMembers | undefined;
  readonly deadline: Deadline;
  readonly above: Set<object>;
  nodes: number;
}

const { getOwnPropertyDescriptor, hasOwn } = Object;
const { ownKeys } = Reflect;

/** Describes a value as {@link describe} does, with the private members that V8 alone sees. */
export function describeWhole(value: unknown, budget: Budget = limits.walk, name?: string): Described {
  const privates = new PrivateMembers();
  try {
    return describe(value, budget, name, privates);
  } finally {
    privates.close();
  }
}

/** Describes a value without running any code of the application, within a budget; `name` may say that it is secret. */
export function describe(
  value: unknown,
  budget: Budget = limits.walk,
  name?: string,
  privates?: PrivateMembers,
): Described {
  if (name !== undefined && isSecret(name, value)) return { type: typeOf(value), text: redacted };
  const walk: Walk = { budget, privates, deadline: new Deadline(budget.waitMs), above: new Set(), nodes: 0 };
  const described = { type: typeOf(value), text: show(value, walk, 0, '') };
  // V8 lists the keys of an object all at once, half a second for a million: never twice.
  if (walk.deadline.isOver) return described;
  const plain = plainValue(value);
  return plain.whole ? { ...described, value: plain.value } : described;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (isProxy(value)) return 'Proxy';
  return Array.isArray(value) ? 'array' : (constructorName(value) ?? 'object');
}

function show(value: unknown, walk: Walk, depth: number, indent: string): string {
  walk.nodes++;
  if (typeof value === 'string') return quote(value, walk.budget.chars);
  if (typeof value === 'bigint') return `${clip(value.toString(), walk.budget.chars)}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : `${value}`;
  if (typeof value === 'symbol') return clip(value.toString(), walk.budget.chars);
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return `${String(value)}`;
  if (isProxy(value)) return '[Proxy]';
  if (walk.above.has(value)) return '[Circular]';
  if (isSpent(walk)) return '…';
  walk.above.add(value);
  try {
    return showObject(value, walk, depth, indent);
  } finally {
    walk.above.delete(value);
  }
}

function showObject(value: object, walk: Walk, depth: number, indent: string): string {
  if (typeof value === 'function') return functionLabel(value);
  const held = inside(value);
  if (held.kind === 'label') return held.text;
  const array = Array.isArray(value);
  const name = constructorName(value);
  const error = isError(value);
  const head = error ? errorHead(value, name, walk) : headOf(value, name, held, array);
  if (depth > walk.budget.depth) return error ? head : `[${name ?? 'Object: null prototype'}]`;
  const parts: string[] = [];
  const inner = `${indent}  `;
  const each = (key: string, item: unknown, named?: string): void => {
    const hidden = named !== undefined && isSecret(named, item);
    parts.push(`${key}${hidden ? redacted : show(item, walk, depth + 1, inner)}`);
  };
  if (held.kind === 'map' || held.kind === 'set') {
    const items = held.items();
    for (let count = 0; count < held.size; count++) {
      if (count >= walk.budget.items || isSpent(walk)) {
        parts.push(more(held.size - count));
        break;
      }
      const item = items.next().value as unknown;
      if (held.kind === 'set') each('', item);
      else {
        const [key, held] = [dataOf(item as object, 0), dataOf(item as object, 1)];
        each(`${show(key, walk, depth + 1, inner)} => `, held, typeof key === 'string' ? key : undefined);
      }
    }
  } else if (array || held.kind === 'typed') {
    showItems(
      value,
      array ? (dataOf(value, 'length') as number) : (held as { length: number }).length,
      walk,
      parts,
      each,
    );
  }
  // A long array has its indices among its keys: they would take seconds to list.
  if (held.kind !== 'typed' && !(array && (dataOf(value, 'length') as number) > walk.budget.items)) {
    showProperties(value, { array, error }, walk, parts, each);
    for (const member of walk.privates?.of(value) ?? []) {
      if (member.text === undefined) each(`${member.name}: `, member.value, member.name.slice(1));
      else parts.push(`${member.name}: ${member.text}`);
    }
  }
  return layOut(head, parts, array || held.kind === 'typed' ? ['[', ']'] : ['{', '}'], indent, error);
}

function showItems(
  value: object,
  length: number,
  walk: Walk,
  parts: string[],
  each: (key: string, item: unknown) => void,
): void {
  let holes = 0;
  const flush = (): void => {
    if (holes > 0) parts.push(`<${holes} empty item${holes === 1 ? '' : 's'}>`);
    holes = 0;
  };
  const shown = Math.min(length, walk.budget.items);
  for (let index = 0; index < shown; index++) {
    if (isSpent(walk)) {
      flush();
      parts.push(more(length - index));
      return;
    }
    const property = getOwnPropertyDescriptor(value, index);
    if (!property) holes++;
    else {
      flush();
      if (hasOwn(property, 'value')) each('', property.value);
      else parts.push(accessor(property));
    }
  }
  flush();
  if (length > shown) parts.push(more(length - shown));
}

function showProperties(
  value: object,
  { array, error }: { array: boolean; error: boolean },
  walk: Walk,
  parts: string[],
  each: (key: string, item: unknown, named?: string) => void,
): void {
  const keys = ownKeys(value);
  let shown = 0;
  for (const [index, key] of keys.entries()) {
    if (array && typeof key === 'string' && /^\d+$/.test(key)) continue;
    if (error && (key === 'stack' || key === 'message')) continue;
    if (shown >= walk.budget.items || isSpent(walk)) {
      parts.push(more(keys.length - index));
      return;
    }
    const property = getOwnPropertyDescriptor(value, key);
    if (!property?.enumerable && !(error && key === 'cause')) continue;
    shown++;
    if (property && hasOwn(property, 'value')) {
      each(`${keyText(key, walk.budget.chars)}: `, property.value, typeof key === 'string' ? key : key.description);
    } else if (property) parts.push(`${keyText(key, walk.budget.chars)}: ${accessor(property)}`);
  }
}

function headOf(value: object, name: string | null, held: ReturnType<typeof inside>, array: boolean): string {
  if (held.kind === 'map' || held.kind === 'set') return `${name ?? held.kind}(${held.size}) `;
  if (held.kind === 'typed') return `${name ?? 'TypedArray'}(${held.length}) `;
  if (array) return name === 'Array' ? '' : `${name ?? 'Array'}(${String(dataOf(value, 'length'))}) `;
  if (name === null) return '[Object: null prototype] ';
  return name === 'Object' ? '' : `${name} `;
}

function errorHead(value: object, name: string | null, walk: Walk): string {
  const message = dataOf(value, 'message');
  const text =
    typeof message === 'string' && message !== ''
      ? `: ${clip(withoutSecrets(message.slice(0, limits.secretChars)), walk.budget.chars)}`
      : '';
  return `[${name ?? 'Error'}${text}]`;
}

function layOut(
  head: string,
  parts: string[],
  [open, close]: [string, string],
  indent: string,
  error: boolean,
): string {
  if (parts.length === 0) return error ? head : `${head}${open}${close}`;
  const lead = error ? `${head} ` : head;
  const line = `${lead}${open} ${parts.join(', ')} ${close}`;
  if (line.length + indent.length <= 76 && !line.includes('\n')) return line;
  return `${lead}${open}\n${parts.map((part) => `${indent}  ${part}`).join(',\n')}\n${indent}${close}`;
}

function isSpent(walk: Walk): boolean {
  return walk.nodes >= walk.budget.nodes || walk.deadline.isOver;
}
